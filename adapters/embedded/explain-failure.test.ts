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

test.each([
  ['ENOSPC', 'write', 'disk_full'],
  ['EDQUOT', 'write', 'disk_full'],
  ['EACCES', 'open', 'data_unreachable'],
  ['EPERM', 'chown', 'data_unreachable'],
  ['EROFS', 'mkdir', 'data_unreachable'],
  ['ENOTDIR', 'mkdir', 'data_unreachable'],
  ['ENOENT', 'mkdir', 'data_unreachable'],
  ['SQLITE_CANTOPEN', undefined, 'data_unreachable'],
  ['SQLITE_READONLY', undefined, 'data_unreachable'],
])('what a system refuses is told as what it means for DATA_DIR: %s', (code, syscall, told) => {
  const refusal = Object.assign(new Error('No.'), { code, syscall });
  expect(explainRefusal(refusal, '/data')).toMatchObject({
    ...{ code: told, message: expect.stringContaining('/data') },
  });
});

test('any other error stays what it is', () => {
  const error = Object.assign(new Error('No.'), { code: 'ENOENT', syscall: 'open' });
  expect(explainRefusal(error, '/data')).toBe(error);
});
