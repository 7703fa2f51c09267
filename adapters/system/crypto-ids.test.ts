import { expect, test } from 'bun:test';
import { describeIds } from '@annals/application/conformance';
import { CryptoIds } from './crypto-ids.ts';

describeIds('by chance', { open: () => new CryptoIds() });

test('a secret is 32 random bytes, not more', () => {
  expect(new CryptoIds().secret()).toMatch(/^[\w-]{43}$/);
});
