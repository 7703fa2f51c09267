import { expect, test } from 'bun:test';
import type { PlatformId } from '@annals/domain';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from './simulator/index.ts';
import { someCall as call, serveGuild } from './testing/served-guild.ts';

test('private threads are not counted, although a bot that manages threads is shown them', async () => {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  guild.botPermissions = PermissionFlagsBits.ManageThreads;
  const { ownerId } = guild;
  const parentId = guild.addChannel({ name: 'support' });
  for (const isPrivate of [false, true, true, true]) {
    const threadId = guild.openThread({ parentId, name: 'A ticket', ownerId, isPrivate });
    guild.post(threadId, { authorId: ownerId, content: 'Help!' });
  }
  await using served = await serveGuild(guild);
  const { diagnosis } = served.adapter;
  const { archived } = await diagnosis.examineCommunity(guild.id as PlatformId, call);
  const { threads } = await diagnosis.measureHistory(
    guild.id as PlatformId,
    archived,
    { mostRequests: 20 },
    call,
  );
  expect(threads.count).toEqual({ low: 1, likely: 1, high: 1 });
});
