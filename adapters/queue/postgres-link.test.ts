import { expect, test } from 'bun:test';
import { asLibpqReads } from './postgres-link.ts';

const url = 'postgres://annals@db.example/annals';

test('sslmode=require asks for encryption, not for a certificate that is checked', () => {
  expect(asLibpqReads(`${url}?sslmode=require`)).toBe(`${url}?sslmode=require&uselibpqcompat=true`);
});

test.each([
  url,
  `${url}?sslmode=disable`,
  `${url}?sslmode=verify-full`,
  `${url}?sslmode=require&uselibpqcompat=false`,
])('%s is left as it is', (given) => {
  expect(asLibpqReads(given)).toBe(given);
});
