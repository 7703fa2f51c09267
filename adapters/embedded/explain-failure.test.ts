import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { explainRefusal } from './explain-failure.ts';

test('a disk that is too full for a lock is called full, as one that is too full for data', () => {
  using full = new Database(':memory:');
  full.run('pragma max_page_count = 1');
  let explained: unknown = null;
  try {
    full.run('create table one (column_of_it)');
  } catch (error) {
    explained = explainRefusal(error, '/data');
  }
  expect(explained).toMatchObject({ code: 'disk_full' });
});
