import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { messageMetadata } from '../metadata/message.ts';
import { messageTypes } from './message-types.ts';

const page = await Bun.file(join(import.meta.dir, '../README.md')).text();
const [table = ''] = /^\| `type` .*?\n\n/ms.exec(page) ?? [];
const rows = table.split('\n').map((line) => line.split('|').slice(1, -1));

/** What stands in backticks in one column of the table. */
function wordsOf(column: number): string[] {
  const cells = rows.slice(2).map((cells) => cells[column] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map(([, word]) => word ?? ''));
}

test('the table of what Discord writes names types that there are', () => {
  const types = wordsOf(0).filter((type) => !type.startsWith('_'));
  expect(types.length).toBeGreaterThan(10);
  expect(types.filter((type) => !Object.values(messageTypes).includes(type))).toEqual([]);
});

test('and what the archive keeps of them', () => {
  const kept = new Set(['content', 'channels', ...Object.keys(messageMetadata.fields)]);
  expect(wordsOf(2).filter((key) => !kept.has(key))).toEqual([]);
});
