import { expect, test } from 'bun:test';
import { errorFields, isRefusal } from './error-fields.ts';

test('an error is logged by its name and its code, never by its text', () => {
  const error = Object.assign(new TypeError('redis://user:password@host'), { code: 'ECONNRESET' });
  expect(errorFields(error)).toEqual({ error: 'TypeError', code: 'ECONNRESET' });
});

test('a code may stand in the cause', () => {
  const error = new Error('outer', { cause: Object.assign(new Error('inner'), { code: -3 }) });
  expect(errorFields(error)).toEqual({ error: 'Error', code: '-3' });
});

test('of a refusal by Redis the first word is the code', () => {
  const refusal = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
  const error = 'ReplyError';
  const text = "NOPERM this user has no permissions to run the 'info' command";
  expect(errorFields(refusal(text))).toEqual({ error, code: 'NOPERM' });
  expect(errorFields(refusal('somebody said'))).toEqual({ error, code: null });
  expect(errorFields(new Error('JOHN said'))).toEqual({ error: 'Error', code: null });
});

test.each([
  ['WRONGPASS', 'invalid username-password pair', true],
  ['NOPERM', 'this user has no permissions', true],
  ['LOADING', 'Redis is loading the dataset in memory', false],
])('a Redis that says %s refuses for good: %#', (word, text, refuses) => {
  const reply = Object.assign(new Error(`${word} ${text}`), { name: 'ReplyError' });
  expect(isRefusal(reply)).toBe(refuses);
});

test('a certificate that nobody trusts is a refusal, a closed port is none', () => {
  const failed = (code: string) => new Error('late', { cause: { code } });
  expect(isRefusal(failed('SELF_SIGNED_CERT_IN_CHAIN'))).toBe(true);
  expect(isRefusal(failed('ERR_TLS_CERT_ALTNAME_INVALID'))).toBe(true);
  expect(isRefusal(failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'))).toBe(true);
  expect(isRefusal(failed('ECONNREFUSED'))).toBe(false);
});

test('what is no error has no name', () => {
  expect(errorFields('redis://user:password@host')).toEqual({ error: 'unknown', code: null });
});
