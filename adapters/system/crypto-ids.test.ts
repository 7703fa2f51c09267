import { describe, expect, test } from 'bun:test';
import { CryptoIds } from './crypto-ids.ts';

const ids = new CryptoIds();

describe('CryptoIds', () => {
  test('makes version 7 UUIDs in their canonical text', () => {
    expect(ids.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('makes UUIDs that sort in the order they were made', () => {
    const made = Array.from({ length: 20_000 }, () => ids.uuid());
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  test('makes secrets of 32 random bytes that are safe in a header and a URL', () => {
    const secrets = Array.from({ length: 1_000 }, () => ids.secret());
    expect(new Set(secrets).size).toBe(secrets.length);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });
});
