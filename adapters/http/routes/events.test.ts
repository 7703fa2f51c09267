import { describe, expect, test } from 'bun:test';
import { type KeyHolder, StoreUnavailableError } from '@annals/application';
import { ManualClock } from '@annals/application/fakes';
import type { FinishedRun, RunId } from '@annals/domain';
import { ADMIN_KEY, RunningApi, sessionTokenOf, TENANT_KEY } from '../testing/running-api.ts';
import { finishedRun, otherTenant, runningRun, sampleTenant } from '../testing/samples.ts';

const path = '/api/tenants/garden/sync/events';

interface Heard {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly data: { run: { runId: string; status: string }; progress: { percent: number } | null };
}

/** Reads a stream as a browser does. */
class Listener implements AsyncDisposable {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #decoder: TextDecoder = new TextDecoder();
  readonly #left: AbortController;
  #text = '';

  private constructor(body: ReadableStream<Uint8Array>, left: AbortController) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#left = left;
  }

  static async open(
    api: RunningApi,
    headers: Record<string, string> = {},
    address: string = path,
  ): Promise<Listener> {
    const left = new AbortController();
    const response = await fetch(`http://127.0.0.1:${api.port}${address}`, {
      headers: { 'x-api-key': ADMIN_KEY, ...headers },
      signal: left.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    if (response.body === null) throw new Error('A stream has a body.');
    return new Listener(response.body, left);
  }

  /** The next event; null at the end of the stream. */
  async next(): Promise<Heard | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end === -1) {
        const { value, done } = await this.#chunks.next();
        if (done) return null;
        this.#text += this.#decoder.decode(value, { stream: true });
        continue;
      }
      const block = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined)
        return { id: field('id'), type: field('event'), data: JSON.parse(data) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.abort();
  }
}

describe('GET /api/tenants/{tenantId}/sync/events', () => {
  test('tells of progress again and again, and of the end once', async () => {
    await using api = await RunningApi.start();
    await using listener = await Listener.open(api);
    const [tell] = api.listeners;
    tell?.(runningRun);
    expect(await listener.next()).toMatchObject({
      id: `${runningRun.id}.running`,
      type: 'progress',
      data: { run: { runId: runningRun.id }, progress: { percent: 42.2, currentChannel: 'roses' } },
    });
    tell?.(runningRun);
    expect(await listener.next()).toMatchObject({ type: 'progress' });
    tell?.(finishedRun);
    expect(await listener.next()).toMatchObject({
      id: `${finishedRun.id}.partial`,
      type: 'finished',
      data: { run: { status: 'partial' }, progress: null },
    });
    tell?.(finishedRun);
    tell?.(runningRun);
    expect(await listener.next()).toMatchObject({ type: 'progress' });
  });

  test('keeps only the newest of a run for a client that does not read', async () => {
    await using api = await RunningApi.start();
    await using listener = await Listener.open(api);
    const [tell] = api.listeners;
    for (let percent = 1; percent <= 90; percent += 1) tell?.({ ...runningRun, percent });
    expect(await listener.next()).toMatchObject({ data: { progress: { percent: 90 } } });
  });

  test('resumes with every end since the last event, oldest first', async () => {
    const endedAfter = (hour: number): FinishedRun => ({
      ...finishedRun,
      id: `0195a5e0-0000-7000-8000-0000000000${hour}` as RunId,
      queuedAt: new Date(Date.UTC(2026, 2, 1, hour)),
    });
    const [earlier, next, last] = [endedAfter(11), endedAfter(12), endedAfter(13)] as const;
    await using api = await RunningApi.start({
      sync: { listRuns: async () => [last, next, finishedRun, earlier] },
    });
    const lastEventId = `${finishedRun.id}.running`;
    await using listener = await Listener.open(api, { 'last-event-id': lastEventId });
    expect(await listener.next()).toMatchObject({
      type: 'finished',
      id: `${finishedRun.id}.partial`,
    });
    for (const { id } of [next, last]) {
      expect(await listener.next()).toMatchObject({ type: 'finished', id: `${id}.partial` });
    }
  });

  test('does not repeat an end that the client has heard of', async () => {
    await using api = await RunningApi.start();
    const lastEventId = `${finishedRun.id}.partial`;
    await using listener = await Listener.open(api, { 'last-event-id': lastEventId });
    const [tell] = api.listeners;
    tell?.(finishedRun);
    tell?.(runningRun);
    expect(await listener.next()).toMatchObject({ type: 'progress' });
  });

  test.each([
    '',
    'x',
    '0195a5e0-0000-7000-8000-0000000000ff.running',
    `${finishedRun.id}`,
    'a.b.c',
  ])('begins with now for an id that it did not give: %p', async (lastEventId) => {
    await using api = await RunningApi.start();
    await using listener = await Listener.open(api, { 'last-event-id': lastEventId });
    const [tell] = api.listeners;
    tell?.(runningRun);
    expect(await listener.next()).toMatchObject({ type: 'progress' });
  });

  test('listens no longer once the client has gone', async () => {
    const stopped = Promise.withResolvers<void>();
    await using api = await RunningApi.start({
      sync: { watch: () => () => stopped.resolve() },
    });
    {
      await using _listener = await Listener.open(api);
    }
    await stopped.promise;
  });

  test('ends with the server, without its grace', async () => {
    const api = await RunningApi.start();
    await using listener = await Listener.open(api);
    const closed = api[Symbol.asyncDispose]();
    expect(await listener.next()).toBeNull();
    await closed;
    expect(api.listeners.size).toBe(0);
  });

  test('holds 200 listeners at once', async () => {
    await using api = await RunningApi.start();
    const listeners = await Promise.all(Array.from({ length: 200 }, () => Listener.open(api)));
    expect(api.listeners.size).toBe(200);
    for (const tell of api.listeners) tell(runningRun);
    const heard = await Promise.all(listeners.map((listener) => listener.next()));
    expect(heard.every((event) => event?.data.run.runId === runningRun.id)).toBe(true);
  });

  test('of many listeners with one key asks once a round whether they may hear more', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const authenticate = async (key: string): Promise<KeyHolder> => {
      asked += 1;
      return { kind: 'admin', keyId: key };
    };
    await using api = await RunningApi.start({ clock, keys: { authenticate } });
    const keys = [ADMIN_KEY, ADMIN_KEY, ADMIN_KEY, TENANT_KEY];
    await Promise.all(keys.map((key) => Listener.open(api, { 'x-api-key': key })));
    asked = 0;
    await clock.advance(10_000);
    expect(asked).toBe(2);
    expect(api.listeners.size).toBe(keys.length);
  });

  test('ends within a ping when its key is revoked, or its tenant removed', async () => {
    const holder: KeyHolder = { kind: 'admin', keyId: 'a key' };
    for (const end of ['revoked', 'removed'] as const) {
      let found: (what: typeof end) => boolean = () => true;
      const clock = new ManualClock();
      await using api = await RunningApi.start({
        clock,
        keys: { authenticate: async () => (found('revoked') ? holder : null) },
        tenants: { find: async () => (found('removed') ? sampleTenant : null) },
      });
      await using listener = await Listener.open(api);
      found = () => {
        throw new StoreUnavailableError('The database is away for a while.');
      };
      await clock.advance(10_000);
      expect(api.listeners.size).toBe(1);
      found = (what) => what !== end;
      await clock.advance(10_000);
      expect(await listener.next()).toBeNull();
      expect(api.listeners.size).toBe(0);
    }
  });

  test('does not end when another tenant is removed that the same key listens to', async () => {
    const clock = new ManualClock();
    let known = [sampleTenant, otherTenant];
    const find = async (idOrSlug: string) =>
      known.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug) ?? null;
    await using api = await RunningApi.start({ clock, tenants: { find } });
    await using ends = await Listener.open(api, {}, '/api/tenants/orchard/sync/events');
    await using goesOn = await Listener.open(api);
    known = [sampleTenant];
    await clock.advance(10_000);
    expect(await ends.next()).toBeNull();
    for (const tell of api.listeners) tell(runningRun);
    expect(await goesOn.next()).toMatchObject({ type: 'progress' });
  });

  test('ends with the session that it was opened with, and not with somebody else’s', async () => {
    const clock = new ManualClock();
    await using api = await RunningApi.start({ clock });
    const [goesOn, ends] = await Promise.all(
      [TENANT_KEY, ADMIN_KEY].map((key) =>
        Listener.open(api, { 'x-api-key': '', cookie: `annals_session=${sessionTokenOf(key)}` }),
      ),
    );
    api.signedOut.push(sessionTokenOf(ADMIN_KEY));
    await clock.advance(10_000);
    expect(await ends?.next()).toBeNull();
    for (const tell of api.listeners) tell(runningRun);
    expect(await goesOn?.next()).toMatchObject({ type: 'progress' });
  });

  test('shows every ten seconds that it is alive, and asks for nobody who has left', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const authenticate = async (): Promise<KeyHolder> => {
      asked += 1;
      return { kind: 'admin', keyId: 'a key' };
    };
    await using api = await RunningApi.start({ clock, keys: { authenticate } });
    const reader = (await api.call('GET', path)).body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toBe('retry: 2000\n\n');
    await clock.advance(10_000);
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe(':\n\n');
    expect(asked).toBe(2);
    await reader?.cancel();
    while (api.listeners.size > 0) await new Promise(setImmediate);
    await clock.advance(10_000);
    expect(asked).toBe(2);
  });

  test('answers HEAD without listening, and says that no proxy is to hold it back', async () => {
    await using api = await RunningApi.start();
    const response = await api.call('HEAD', path);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(await response.text()).toBe('');
    expect(api.listeners.size).toBe(0);
  });
});

describe('GET /api/sync/events', () => {
  const several = '/api/sync/events?tenantIds=garden,orchard';

  test('tells of all tenants over one connection', async () => {
    await using api = await RunningApi.start();
    await using listener = await Listener.open(api, {}, several);
    expect(api.listeners.size).toBe(2);
    for (const tell of api.listeners) tell(runningRun);
    expect(await listener.next()).toMatchObject({
      type: 'progress',
      data: { run: { runId: runningRun.id } },
    });
  });

  test('asks each round for the key alone, and goes on when one of the tenants is removed', async () => {
    const clock = new ManualClock();
    const holder: KeyHolder = { kind: 'admin', keyId: 'a key' };
    const asked: string[] = [];
    let isGood = true;
    let known = [sampleTenant, otherTenant];
    await using api = await RunningApi.start({
      clock,
      keys: { authenticate: async () => (isGood ? holder : null) },
      tenants: {
        find: async (idOrSlug) => {
          asked.push(idOrSlug);
          return known.find(({ slug }) => slug === idOrSlug) ?? null;
        },
      },
    });
    await using listener = await Listener.open(api, {}, several);
    expect(asked.splice(0)).toEqual(['garden', 'orchard']);
    known = [sampleTenant];
    await clock.advance(10_000);
    expect(asked).toEqual([]);
    for (const tell of api.listeners) tell(runningRun);
    expect(await listener.next()).toMatchObject({ type: 'progress' });
    isGood = false;
    await clock.advance(10_000);
    expect(await listener.next()).toBeNull();
  });

  test('tells of a tenant once that is named twice, and takes no more than a page of them', async () => {
    await using api = await RunningApi.start();
    await using _listener = await Listener.open(api, {}, `${several},garden`);
    expect(api.listeners.size).toBe(2);
    const many = Array<string>(201).fill('garden').join(',');
    const { errors } = await api.problem('GET', `/api/sync/events?tenantIds=${many}`);
    expect(errors?.map(({ path }) => path)).toEqual(['tenantIds']);
  });

  test('refuses as a whole what names a tenant that the key does not reach', async () => {
    await using api = await RunningApi.start();
    expect((await api.problem('GET', several, { key: TENANT_KEY })).status).toBe(404);
    expect((await api.problem('GET', '/api/sync/events?tenantIds=%00')).status).toBe(422);
    expect(api.listeners.size).toBe(0);
  });
});
