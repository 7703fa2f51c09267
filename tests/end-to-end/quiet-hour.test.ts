import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Tenant } from '@annals/domain';
import {
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { AnnalsInProcess } from './annals-in-process.ts';

setDefaultTimeout(120_000);

const CHANNELS = 20;
const THREADS_A_CHANNEL = 5;

let guild: SimulatedGuild;
let channels: readonly string[];
let threads: readonly string[];
let annals: AnnalsInProcess;
let simulator: DiscordSimulator;
let tenant: Tenant;

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
  annals = await AnnalsInProcess.open();
  simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  await annals.connectTo(simulator.url);
  tenant = await annals.register(guild);
  expect(await annals.sync(tenant)).toMatchObject({ status: 'succeeded' });
});
afterAll(async () => {
  await annals[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

describe('a run over 20 channels and 100 archived threads', () => {
  test('costs three requests, one for each channel, and few statements without news', async () => {
    simulator.requests.reset();
    const statements = await annals.archive.statementsOf(async () => {
      expect(await annals.sync(tenant)).toMatchObject({
        status: 'succeeded',
        counters: { messagesAdded: 0 },
      });
    });
    expect(simulator.requests.total).toBe(3 + CHANNELS);
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
    const run = await annals.sync(tenant);
    expect(run).toMatchObject({ status: 'succeeded', counters: { messagesAdded: 3 } });
  });
});
