import { expect, test } from 'bun:test';
import { asLibpqReads } from './postgres-link.ts';

const url = 'postgres://annals@db.example/annals';

test('sslmode=require asks for encryption, not for a certificate that is checked', () => {
  expect(asLibpqReads(`${url}?sslmode=require`)).toBe(`${url}?sslmode=require&uselibpqcompat=true`);
});

test('sslmode=verify-ca asks for a certificate of the root that is named, whomever it is for', () => {
  const given = `${url}?sslmode=verify-ca&sslrootcert=/root.pem`;
  expect(asLibpqReads(given)).toBe(`${given}&uselibpqcompat=true`);
});

test('sslrootcert=system asks for what is checked by the system’s own certificates', () => {
  const given = `${url}?sslmode=verify-full&sslrootcert=system`;
  expect(asLibpqReads(given)).toBe(`${url}?sslmode=verify-full`);
});

test.each([
  url,
  `${url}?sslmode=disable`,
  `${url}?sslmode=verify-full`,
  `${url}?sslmode=verify-full&sslrootcert=/root.pem`,
  `${url}?sslmode=require&uselibpqcompat=false`,
])('%s is left as it is', (given) => {
  expect(asLibpqReads(given)).toBe(given);
});
