import { expect, test } from 'bun:test';
import type { ArchivedThreadPage } from '@annals/application';
import type { ChannelId } from '@annals/domain';
import fc from 'fast-check';
import { SimulatedGuild } from '../simulator/index.ts';
import { adapterAt, someCall as call, serveGuild } from '../testing/served-guild.ts';

/** Threads archived at these microseconds, listed over all pages. */
async function listed(archivedAtUs: readonly number[]) {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const parentId = guild.addChannel({ name: 'general' });
  const threads = archivedAtUs.map((us) => {
    const id = guild.openThread({ parentId, name: 'A thread', ownerId: guild.ownerId });
    guild.archiveThread(id);
    const micros = String(us).padStart(6, '0');
    const { thread } = guild.channel(id);
    if (thread !== null) thread.archiveTimestamp = `2024-06-01T12:00:00.${micros}+00:00`;
    return id;
  });
  await using served = await serveGuild(guild);
  const { adapter, simulator } = served;
  const found: string[] = [];
  let page: string | null = null;
  do {
    const answer: ArchivedThreadPage = await adapter.archivedThreads.listArchivedThreads(
      parentId as ChannelId,
      { page, listedUntil: null },
      call,
    );
    found.push(...answer.threads.map(({ id }) => id));
    page = answer.nextPage;
  } while (page !== null);
  return { threads, found, requests: simulator.requests.total };
}

test('threads of one millisecond on both sides of a page’s edge are listed once each', async () => {
  // The 100th and the 101st are archived 1 µs apart.
  const { threads, found, requests } = await listed(
    Array.from({ length: 150 }, (_, index) => 500_000 + index),
  );
  expect([...found].sort()).toEqual([...threads].sort());
  expect(requests).toBeLessThan(6);
});

test('no form of crowding loses or repeats a thread', async () => {
  // At most 60 in a millisecond: a page holds them all.
  const times = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 90, maxLength: 230 });
  await fc.assert(
    fc.asyncProperty(times, async (milliseconds) => {
      const used = new Map<number, number>();
      const micros = milliseconds.map((ms) => {
        const nth = used.get(ms) ?? 0;
        used.set(ms, nth + 1);
        return nth < 60 ? ms * 1000 + nth : (100 + ms) * 1000 + nth;
      });
      const { threads, found } = await listed(micros);
      expect([...found].sort()).toEqual([...threads].sort());
    }),
    { numRuns: 15 },
  );
});

test('more threads of one microsecond than a page holds do not hang the listing', async () => {
  const { found } = await listed(Array.from({ length: 120 }, () => 7));
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBeGreaterThanOrEqual(100);
});

/** A list that comes as it is told, once for every question. */
async function servedLists(...pages: readonly (readonly (string | null)[])[]) {
  let asked = 0;
  const server = Bun.serve({
    port: 0,
    fetch: () => {
      const times = pages[Math.min(asked, pages.length - 1)] ?? [];
      const threads = times.map((archive_timestamp, index) => ({
        ...{
          id: `1000000000${asked}0000${String(index).padStart(3, '0')}`,
          type: 11,
          name: 'A thread',
        },
        ...{ parent_id: PARENT, thread_metadata: { archive_timestamp } },
      }));
      asked += 1;
      return Response.json({ threads, has_more: asked < pages.length });
    },
  });
  const adapter = adapterAt(`http://127.0.0.1:${server.port}`);
  return {
    list: (page: string | null, listedUntil: string | null = null) =>
      adapter.archivedThreads.listArchivedThreads(PARENT, { page, listedUntil }, call),
    async [Symbol.asyncDispose]() {
      await adapter[Symbol.asyncDispose]();
      await server.stop(true);
    },
  };
}

const PARENT = '100000000000000009' as ChannelId;
const at = (minute: number) => `2024-06-01T12:${String(minute).padStart(2, '0')}:00.000000+00:00`;

test('a thread without a time does not end the list before its end', async () => {
  await using lists = await servedLists([null, at(9), at(8), null], [at(7)]);
  const first = await lists.list(null);
  expect(first.threads).toHaveLength(4);
  expect(first.bookmark).toBe(at(9));
  const second = await lists.list(first.nextPage);
  expect(second).toMatchObject({ threads: [{}], nextPage: null });
});

test('a page that is repeated is refused, whatever its first thread lacks', async () => {
  const repeated = [null, at(9), at(8)];
  await using lists = await servedLists(repeated, repeated, repeated);
  const { nextPage } = await lists.list(null);
  await expect(lists.list(nextPage)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a page that begins where it had to be past is refused', async () => {
  const next = at(8).replace('.000', '.001');
  await using lists = await servedLists([at(9), at(8)], [next], [at(7)]);
  const { nextPage } = await lists.list(null);
  await expect(lists.list(nextPage)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a page of which more is to come and nothing tells where is refused', async () => {
  await using lists = await servedLists([null, null], [at(7)]);
  await expect(lists.list(null)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a page without even what it repeats is not taken for the end', async () => {
  await using lists = await servedLists([at(9), at(8)], []);
  const { nextPage } = await lists.list(null);
  await expect(lists.list(nextPage)).rejects.toMatchObject({ code: 'unavailable' });
});

test.each([
  [24, true],
  [25, true],
  [26, false],
])(
  'a list that reaches back to :15 goes on when the last one was at :%d: %p',
  async (minute, goesOn) => {
    await using lists = await servedLists([at(30), at(15)], [at(7)]);
    const { nextPage } = await lists.list(null, at(minute));
    expect(nextPage !== null).toBe(goesOn);
  },
);
