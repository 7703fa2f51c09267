import { expect, test } from 'bun:test';
import { errorFields } from './error-fields.ts';

test('an error is logged by its name and its code, never by its text', () => {
  const error = Object.assign(new TypeError('redis://user:password@host'), { code: 'ECONNRESET' });
  expect(errorFields(error)).toEqual({ error: 'TypeError', code: 'ECONNRESET' });
});

test('a code may stand in the cause', () => {
  const error = new Error('outer', { cause: Object.assign(new Error('inner'), { code: -3 }) });
  expect(errorFields(error)).toEqual({ error: 'Error', code: '-3' });
});

test('what is no error has no name', () => {
  expect(errorFields('redis://user:password@host')).toEqual({ error: 'unknown', code: null });
});
