import { expect, test } from 'bun:test';
import { withoutControls } from './plain-text.ts';

test('a name cannot clear the screen, ring the bell or begin a new line', () => {
  expect(withoutControls('a\u001b[2Jb\u0007c\nd\u009b1m')).toBe('a [2Jb c d 1m');
  expect(withoutControls('日本 🎉 Zoë')).toBe('日本 🎉 Zoë');
});
