import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ADMIN_KEY, RunningService, serviceEnvironment } from '../running-service.ts';

setDefaultTimeout(120_000);

const CONNECTIONS = 2_000;

let database: TestDatabase;
let service: RunningService;
let url: string;
let port: number;
beforeAll(async () => {
  database = await openEmptyTestDatabase();
  service = await RunningService.start('api', serviceEnvironment({ DATABASE_URL: database.url }));
  url = await service.apiUrl();
  port = Number(new URL(url).port);
});
afterAll(async () => {
  await service.stop();
  await database.close();
});

const key = `X-API-Key: ${ADMIN_KEY}\r\n`;

/** All that comes back for these bytes until the server hangs up, or has nothing more to say. */
function exchange(bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let received = '';
  const socket = connect(port, '127.0.0.1', () => socket.end(bytes, 'latin1'));
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
  });
  // A server that hangs up on what it does not understand has answered, too.
  socket.on('error', () => resolve(received));
  socket.on('close', () => resolve(received));
  return promise;
}

const statusesIn = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));

async function expectHealthy(): Promise<void> {
  const headers = { 'x-api-key': ADMIN_KEY };
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect((await fetch(`${url}/api/tenants`, { headers })).status).toBe(200);
}

describe('a path that plays tricks', () => {
  test.each([
    ...[
      '/api//tenants',
      '//api/tenants',
      '/api/./tenants',
      '/livez/../api/tenants',
      '/API/tenants',
    ],
    ...[
      '/api%2ftenants',
      '/%61pi/tenants',
      '/api%252ftenants',
      '/api/tenants%00',
      '/api;x/tenants',
    ],
    ...[
      '/livez/..%2fapi/tenants',
      '/livez%2f..%2f..%2fapi%2ftenants',
      '/api\\tenants',
      '/api/tenants/',
    ],
    ...['/openapi/..%2f..%2fpackage.json', '/openapi/../../../etc/passwd', '/admin%2fqueues'],
    ...[
      `/api/${'a/'.repeat(3_000)}`,
      '*',
      'http://elsewhere.example/api/tenants',
      '/api/tenants#x',
    ],
  ])('shows nothing without a key: trick %#', async (path) => {
    const answer = await exchange(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    const [status = 0] = statusesIn(answer);
    expect([400, 401, 404, 414, 431]).toContain(status);
    expect(answer).not.toMatch(/root:|"items"|"dependencies"/);
  });
});

describe('headers that play tricks', () => {
  test('of two keys that differ, no good one is picked out', async () => {
    const two = `Authorization: Bearer wrong\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n`;
    const answer = await exchange(
      `GET /api/tenants HTTP/1.1\r\nHost: h\r\n${two}Connection: close\r\n\r\n`,
    );
    expect(statusesIn(answer)).toEqual([401]);
  });

  test('a megabyte of them is refused', async () => {
    const huge = `X-Huge: ${'h'.repeat(1_000_000)}\r\n`;
    const answer = await exchange(`GET /livez HTTP/1.1\r\nHost: h\r\n${huge}\r\n`);
    expect(statusesIn(answer)).not.toContain(200);
    await expectHealthy();
  });

  test('a line break in a request id makes no header of its own', async () => {
    const headers = { 'x-request-id': 'a%0d%0aSet-Cookie: b=c' };
    const answer = await fetch(`${url}/livez`, { headers });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});

/** What a proxy may take for one request must not be two here. */
describe('a request whose length is told in two ways', () => {
  const hidden = `GET /api/tenants HTTP/1.1\r\nHost: h\r\n${key}\r\n`;
  test.each([
    [
      'lengths and chunks',
      `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked`,
      `0\r\n\r\n${hidden}`,
    ],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}`, hidden],
    ['chunks in capitals with a space', 'Transfer-Encoding : chunked', `0\r\n\r\n${hidden}`],
    [
      'chunks that are not the last coding',
      'Transfer-Encoding: chunked, identity',
      `0\r\n\r\n${hidden}`,
    ],
    ['a length with a sign', `Content-Length: +${hidden.length}`, hidden],
    ['a length beyond 64 bits', 'Content-Length: 18446744073709551616', hidden],
  ])('gets no second answer: %s', async (_, headers, body) => {
    const answer = await exchange(
      `POST /api/tenants HTTP/1.1\r\nHost: h\r\n${key}Content-Type: application/json\r\n${headers}\r\n\r\n${body}`,
    );
    expect(answer).not.toContain('"items"');
    expect(statusesIn(answer).filter((status) => status < 400)).toEqual([]);
  });
});

function open(bytes: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(bytes);
    resolve(socket);
  });
  socket.on('error', reject);
  return promise;
}

test(`${CONNECTIONS} connections that say nothing more keep nobody else waiting`, async () => {
  const begun = `POST /api/tenants HTTP/1.1\r\nHost: h\r\n${key}Content-Length: 9\r\n\r\n{`;
  const halves = ['', 'GET /livez HTTP/1.1\r\nHost:', begun];
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, n) => open(halves[n % halves.length] ?? '')),
  );
  await expectHealthy();
  for (const socket of sockets) socket.destroy();
  await expectHealthy();
});

test(`${CONNECTIONS} requests at once are all answered`, async () => {
  const headers = { 'x-api-key': ADMIN_KEY };
  const statuses = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const answer = await fetch(`${url}/api/tenants`, { headers });
      await answer.text();
      return answer.status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
});
