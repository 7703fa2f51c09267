import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import type { Clock } from '@annals/application';
import { MAX_BODY_BYTES } from './json-body.ts';
import { rawRequest, statusOf } from './testing/raw-request.ts';
import { ADMIN_KEY, NOW, RunningApi } from './testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await RunningApi.start();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const json = { 'content-type': 'application/json' };
const garden = { name: 'A', platform: 'discord', platformId: '1' };
const send = (headers: Record<string, string>, body: Bun.BodyInit) =>
  api.problem('POST', '/api/tenants', { headers, body });

/** A registration of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const empty = JSON.stringify({ ...garden, settings: { filler: '' } });
  return JSON.stringify({ ...garden, settings: { filler: 'x'.repeat(bytes - empty.length) } });
}

function streamOf(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 8_192) {
        controller.enqueue(bytes.slice(at, at + 8_192));
      }
      controller.close();
    },
  });
}

describe('a body', () => {
  test('may have 64 KiB', async () => {
    for (const body of [bodyOf(MAX_BODY_BYTES), streamOf(bodyOf(MAX_BODY_BYTES))]) {
      const response = await api.call('POST', '/api/tenants', { headers: json, body });
      expect(response.status).toBe(201);
    }
  });

  test('of one byte more answers 413', async () => {
    const tooLarge = { status: 413, code: 'payload_too_large' };
    expect(await send(json, bodyOf(MAX_BODY_BYTES + 1))).toMatchObject(tooLarge);
  });

  test('of one byte more answers 413 when its length is not announced', async () => {
    const tooLarge = { status: 413, code: 'payload_too_large' };
    expect(await send(json, streamOf(bodyOf(MAX_BODY_BYTES + 1)))).toMatchObject(tooLarge);
  });

  test('that never ends is read to the limit only', async () => {
    const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
    const head = `POST /api/tenants HTTP/1.1\r\nHost: a\r\nX-API-Key: ${ADMIN_KEY}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n`;
    const raw = await rawRequest(api.port, [head, ...Array<string>(9).fill(chunk)]);
    expect(statusOf(raw)).toBe(413);
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/jsonp'],
    ['application/json; charset=latin1'],
    ['application/json, text/plain'],
    ['nonsense'],
  ])('of type %s answers 415', async (type) => {
    expect(await send({ 'content-type': type }, JSON.stringify(garden))).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  test('without a type, or compressed, answers 415', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(garden));
    expect(await send({}, bytes)).toMatchObject({ status: 415 });
    const gzip = { ...json, 'content-encoding': 'gzip' };
    expect(await send(gzip, Bun.gzipSync(bytes))).toMatchObject({ status: 415 });
  });

  test('may name its encoding', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      const response = await api.call('POST', '/api/tenants', {
        headers: { 'content-type': type },
        json: garden,
      });
      expect(response.status).toBe(201);
    }
  });

  test.each([
    ['a broken object', '{"name": '],
    ['a bare word', 'name'],
    ['only spaces', '   '],
    ['two values', '{}{}'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['U+0000', '{"name":"a\\u0000b"}'],
    ['a lone surrogate', '{"name":"\\ud800"}'],
    ['U+0000 in a name of a field', '{"settings":{"a\\u0000":1}}'],
    ['too many levels', `{"settings":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['far too many levels', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['far too many levels, open', '{"a":'.repeat(12_000)],
  ])('with %s answers 400', async (_what, body) => {
    expect(await send(json, body)).toMatchObject({ status: 400, code: 'malformed_request' });
  });

  test('may be 32 levels deep, and no deeper', async () => {
    // The object itself and its settings are two of them.
    const body = (arrays: number) =>
      JSON.stringify(garden).replace(
        '}',
        `,"settings":{"a":${'['.repeat(arrays)}${']'.repeat(arrays)}}}`,
      );
    const response = await api.call('POST', '/api/tenants', { headers: json, body: body(31) });
    expect(response.status).toBe(201);
    expect(await send(json, body(32))).toMatchObject({ status: 400 });
  });

  test('cannot reach the prototypes of objects', async () => {
    const body = `{"__proto__":{"polluted":1},"constructor":1,${JSON.stringify(garden).slice(1)}`;
    expect(await send(json, body)).toMatchObject({ status: 422 });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

test('a body that does not come to its end in time answers 408, and its connection ends', async () => {
  const late: Clock = { now: () => NOW, sleep: async () => {}, repeat: () => {} };
  const { server } = RunningApi.create({ clock: late });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  const answer = await rawRequest(Number(new URL(url).port), [
    `POST /api/tenants HTTP/1.1\r\nHost: h\r\nX-API-Key: ${ADMIN_KEY}\r\nContent-Length: 9\r\n\r\n{`,
  ]);
  expect(statusOf(answer)).toBe(408);
  expect(answer).toContain('body_too_slow');
  await server.close();
});

test('a body that breaks off is the client’s own affair: the log tells of no fault', async () => {
  const begun = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => NOW,
    sleep: (_ms, signal) => {
      begun.resolve();
      return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
    },
    repeat: () => {},
  };
  await using left = await RunningApi.start({ clock });
  const socket = connect(left.port, '127.0.0.1', () => {
    socket.write(
      `POST /api/tenants HTTP/1.1\r\nHost: h\r\nX-API-Key: ${ADMIN_KEY}\r\nContent-Length: 9\r\n\r\n{`,
    );
  });
  await begun.promise;
  socket.destroy();
  while (left.logger.events.length === 0) await new Promise(setImmediate);
  expect(left.logger.events.map(({ event, fields }) => [event, fields.status])).toEqual([
    ['http.request', 400],
  ]);
});
