import { expect, test } from 'bun:test';
import { formatTable } from './format-table.ts';

test('columns line up, and no line ends in blanks', () => {
  const rows = [
    ['channel', 'messages'],
    ['a', '12'],
    ['announcements', ''],
  ];
  expect(formatTable(rows)).toBe('channel        messages\na              12\nannouncements\n');
});

test('a cell is as wide as it looks: signs of two columns count twice, colours not at all', () => {
  const rows = [
    ['日本', 'x'],
    ['\u001b[31mred\u001b[39m', 'y'],
  ];
  expect(formatTable(rows)).toBe('日本  x\n\u001b[31mred\u001b[39m   y\n');
});
