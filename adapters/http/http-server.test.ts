import { describe, expect, test } from 'bun:test';
import { ManualClock } from '@annals/application/fakes';
import type { Tenant } from '@annals/domain';
import { RunningApi } from './testing/running-api.ts';
import { sampleTenant } from './testing/samples.ts';

/** A server whose answers wait for the test. */
function waitingServer() {
  const asked = Promise.withResolvers<void>();
  const tenant = Promise.withResolvers<Tenant>();
  const clock = new ManualClock();
  const { server } = RunningApi.create({
    tenants: {
      find: () => {
        asked.resolve();
        return tenant.promise;
      },
    },
    keys: { authenticate: async () => ({ kind: 'admin', keyId: 'environment' }) },
    clock,
  });
  return { server, asked: asked.promise, answer: tenant.resolve, clock };
}

const anyPort = { host: '127.0.0.1', port: 0 };
const headers = { 'x-api-key': 'k' };

describe('listen', () => {
  test('says where it listens', async () => {
    const { server } = waitingServer();
    const { url } = await server.listen(anyPort);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await server.close();
  });

  test('rejects when the port is taken', async () => {
    const { server } = waitingServer();
    const { url } = await server.listen(anyPort);
    const second = waitingServer().server;
    const port = Number(new URL(url).port);
    await expect(second.listen({ ...anyPort, port })).rejects.toThrow();
    await second.close();
    await server.close();
  });

  test('happens once', async () => {
    const { server } = waitingServer();
    await server.listen(anyPort);
    await expect(server.listen(anyPort)).rejects.toThrow('started already');
    await server.close();
    await expect(server.listen(anyPort)).rejects.toThrow('started already');
  });
});

describe('close', () => {
  test('ends requests in work and takes no more', async () => {
    const { server, asked, answer } = waitingServer();
    const { url } = await server.listen(anyPort);
    const inWork = fetch(`${url}/api/tenants/garden`, { headers });
    await asked;
    const closed = server.close();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    answer(sampleTenant);
    expect((await inWork).status).toBe(200);
    await closed;
  });

  test('ends a stream that is only opened then, without its grace', async () => {
    const { server, asked, answer } = waitingServer();
    const { url } = await server.listen(anyPort);
    const inWork = fetch(`${url}/api/tenants/garden/sync/events`, { headers });
    await asked;
    const closed = server.close();
    answer(sampleTenant);
    expect(await (await inWork).text()).toBe('retry: 2000\n\n');
    await closed;
  });

  test('may be called again, and before anything', async () => {
    const { server } = waitingServer();
    await server.listen(anyPort);
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await waitingServer().server.close();
  });

  test('does not wait for connections that are kept and idle', async () => {
    const { server } = waitingServer();
    const { url } = await server.listen(anyPort);
    await (await fetch(`${url}/livez`)).text();
    await server.close();
  });

  test('breaks off what takes three seconds, so that the whole process ends within ten', async () => {
    const { server, asked, clock } = waitingServer();
    const { url } = await server.listen(anyPort);
    const inWork = fetch(`${url}/api/tenants/garden`, { headers });
    await asked;
    const ended = inWork.then(
      () => 'answered',
      () => 'broken off',
    );
    const closed = server.close();
    await clock.advance(3_000);
    expect(await ended).toBe('broken off');
    await closed;
  });
});
