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
