import { expect, test } from 'bun:test';
import { CryptoIdHasher } from './id-hasher.ts';
import type { PlatformUserId } from './ids.ts';

const alice = '80351110224678912' as PlatformUserId;

test('a hash is the lower-case hex SHA-256 of the id, the same everywhere', () => {
  // printf 80351110224678912 | sha256sum
  const expected = new Bun.CryptoHasher('sha256').update('80351110224678912').digest('hex');
  expect(new CryptoIdHasher().hash(alice)).toBe(expected as never);
  expect(new CryptoIdHasher().hash(alice)).toMatch(/^[0-9a-f]{64}$/);
});

test('it stays the same however many others come between', () => {
  const hasher = new CryptoIdHasher();
  const before = hasher.hash(alice);
  for (let id = 0; id < 50_000; id += 1) hasher.hash(String(id) as PlatformUserId);
  expect(hasher.hash(alice)).toBe(before);
  expect(hasher.hash('49999' as PlatformUserId)).toBe(
    new CryptoIdHasher().hash('49999' as PlatformUserId),
  );
});

test('a key makes it an HMAC that differs with the key', () => {
  const withKey = new CryptoIdHasher('one key of the operator');
  expect(withKey.hash(alice)).toBe(withKey.hash(alice));
  expect(withKey.hash(alice)).not.toBe(new CryptoIdHasher().hash(alice));
  expect(withKey.hash(alice)).not.toBe(new CryptoIdHasher('another key').hash(alice));
});
