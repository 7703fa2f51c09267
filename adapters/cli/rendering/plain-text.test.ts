import { expect, test } from 'bun:test';
import { withoutControls } from './plain-text.ts';

test('a name cannot clear the screen, ring the bell or begin a new line', () => {
  expect(withoutControls('a\u001b[2Jb\u0007c\nd\u009b1m')).toBe('a [2Jb c d 1m');
  expect(withoutControls('日本 🎉 Zoë')).toBe('日本 🎉 Zoë');
});

test('a name cannot turn round what stands behind it, though it may be written from right to left itself', () => {
  expect(withoutControls('a\u202eb\u2067c 12 %')).toBe('a b c 12 %');
  expect(withoutControls('שלום\u200f!')).toBe('שלום\u200f!');
});
