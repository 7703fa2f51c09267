import { expect, test } from 'bun:test';
import { createPalette } from './palette.ts';

const write = () => true;

test('words are coloured on a terminal that wants it', () => {
  const palette = createPalette({ isTTY: true, hasColors: () => true, write });
  expect(palette.state('failed')).toBe('\u001b[31mfailed\u001b[39m');
  expect(palette.state('toString')).toBe('toString');
});

test.each([
  { isTTY: true, hasColors: () => false, write },
  { hasColors: () => true, write },
  { write },
])('and nowhere else', (output) => {
  const palette = createPalette(output);
  expect(palette.state('failed')).toBe('failed');
});
