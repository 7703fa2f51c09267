import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { SimulatedGuild } from '@annals/plugin-discord/simulator';
import { GuildWorker } from '../guild-worker.ts';

setDefaultTimeout(120_000);

const CHANNELS = 20;
const THREADS_A_CHANNEL = 5;

let guild: SimulatedGuild;
let channels: readonly string[];
let threads: readonly string[];
let worker: GuildWorker;

beforeAll(async () => {
  guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  const names = Array.from({ length: CHANNELS }, (_, index) => `channel-${index}`);
  channels = names.map((name) => guild.addChannel({ name }));
  threads = channels.flatMap((parentId) =>
    Array.from({ length: THREADS_A_CHANNEL }, (_, index) => {
      guild.advance(1_000);
      return guild.openThread({ parentId, name: `thread-${index}`, ownerId: guild.ownerId });
    }),
  );
  // One in ten has messages: what a run without news costs does not depend on them.
  for (const id of [...channels, ...threads].filter((_, index) => index % 10 === 0)) {
    guild.post(id, { authorId: guild.ownerId, content: 'Once upon a time' });
  }
  for (const id of threads) guild.archiveThread(id);
  worker = await GuildWorker.open({ guilds: [guild] });
  expect(await worker.sync()).toMatchObject({ status: 'succeeded' });
});
afterAll(() => worker[Symbol.asyncDispose]());

describe('a run over 20 channels and 100 archived threads', () => {
  test('costs three requests, one for each channel, and few statements without news', async () => {
    worker.simulator.requests.reset();
    const statements = await worker.archive.statementsOf(async () => {
      expect(await worker.sync()).toMatchObject({
        status: 'succeeded',
        counters: { messagesAdded: 0 },
      });
    });
    expect(worker.simulator.requests.total).toBe(3 + CHANNELS);
    // Two thousand more threads are five more.
    expect(statements.length).toBeLessThanOrEqual(40);
  });

  test('finds all of what one thread, one channel and one new thread have to say', async () => {
    const [thread = '', channel = ''] = [threads[77], channels[13]];
    const ownerId = guild.ownerId;
    const opened = guild.openThread({ parentId: channel, name: 'New', ownerId });
    for (const id of [thread, channel, opened]) {
      guild.post(id, { authorId: ownerId, content: 'News' });
    }
    guild.archiveThread(opened);
    const run = await worker.sync();
    expect(run).toMatchObject({ status: 'succeeded', counters: { messagesAdded: 3 } });
  });
});
