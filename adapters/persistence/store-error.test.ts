import { describe, expect, test } from 'bun:test';
import { StoreUnavailableError } from '@annals/application';
import { endsConnection, StoreError, storeErrorOf } from './store-error.ts';

const secret = 'the words of somebody';

/** As the driver makes it from what the server sends. */
function serverError(code: string, severity = 'ERROR'): Error {
  return Object.assign(new Error(`invalid input: "${secret}"`), {
    code,
    severity,
    detail: `Key (content)=(${secret}) already exists.`,
    table_name: 'messages',
    constraint_name: 'messages_pkey',
    parameters: [secret],
  });
}

function networkError(code: string): Error {
  return Object.assign(new Error(`${code} 127.0.0.1:5432`), { code });
}

describe('trying again may help', () => {
  test.each([
    ...['08006', '25P03', '25P04', '40001', '40P01', '53300', '55P03'],
    ...['57014', '57P01', '57P03', '57P05'],
  ])('when the server says %s', (code) => {
    expect(storeErrorOf(serverError(code))).toBeInstanceOf(StoreUnavailableError);
  });

  test.each([
    'CONNECTION_CLOSED',
    'CONNECTION_DESTROYED',
    'CONNECT_TIMEOUT',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ERR_SOCKET_CLOSED',
    'ERR_STREAM_DESTROYED',
  ])('when the network says %s', (code) => {
    expect(storeErrorOf(networkError(code))).toBeInstanceOf(StoreUnavailableError);
    expect(endsConnection(networkError(code))).toBe(true);
  });

  test.each(['58030', 'XX000'])('when the server lets nobody in with %s', (code) => {
    expect(storeErrorOf(serverError(code, 'FATAL'))).toBeInstanceOf(StoreUnavailableError);
    expect(storeErrorOf(serverError(code))).toBeInstanceOf(StoreError);
  });

  test.each(['23505', '22P02', '42P01', '28P01', '3D000'])(
    'but not when the server says %s',
    (code) => {
      expect(storeErrorOf(serverError(code))).toBeInstanceOf(StoreError);
    },
  );

  test('nor when the driver could not send the statement', () => {
    for (const code of ['UNDEFINED_VALUE', 'ERR_INVALID_ARG_TYPE']) {
      expect(storeErrorOf(networkError(code))).toBeInstanceOf(StoreError);
    }
    expect(storeErrorOf(new RangeError('Invalid Date'))).toMatchObject({
      name: 'StoreError',
      message: 'The database refused a statement, RangeError (no code)',
    });
  });
});

test('an error carries names of tables and rules, and no value', () => {
  const error = storeErrorOf(serverError('23505'));
  expect(error.message).toBe('The database refused a statement (23505, messages, messages_pkey)');
  expect(Bun.inspect(error, { depth: 10 })).not.toContain(secret);
  expect(error.cause).toBeUndefined();
});

test('only errors that are fatal to it, or to all writes, end a connection', () => {
  for (const severity of ['FATAL', 'PANIC']) {
    expect(endsConnection(serverError('57P01', severity))).toBe(true);
  }
  expect(endsConnection(serverError('25006'))).toBe(true);
  expect(endsConnection(serverError('23505'))).toBe(false);
});

test('what the server said is in the code, where logs look for it', () => {
  expect(storeErrorOf(serverError('42501'))).toMatchObject({ code: '42501' });
  for (const code of ['53100', '25006']) {
    expect(storeErrorOf(serverError(code)).cause).toEqual({ code });
  }
});

test('what somebody can mend is said in words', () => {
  for (const code of ['22021', '22P05']) {
    expect(storeErrorOf(serverError(code)).message).toStartWith('A text holds a character');
  }
  expect(storeErrorOf(serverError('53100')).message).toBe('The disk of the database is full.');
  expect(storeErrorOf(serverError('57P03')).message).toBe('The database is not available (57P03).');
});
