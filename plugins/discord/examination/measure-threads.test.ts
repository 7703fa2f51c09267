import { expect, test } from 'bun:test';
import type { CommunityVolume } from '@annals/application';
import type { PlatformId } from '@annals/domain';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { type SimulatedFault, SimulatedGuild } from '../simulator/index.ts';
import { someCall as call, serveGuild } from '../testing/served-guild.ts';

/** How much a guild holds, for whoever meets these faults once its channels are listed. */
async function measured(
  guild: SimulatedGuild,
  ...faults: readonly SimulatedFault[]
): Promise<CommunityVolume> {
  await using served = await serveGuild(guild);
  const { diagnosis } = served.adapter;
  const communityId = guild.id as PlatformId;
  const { archived } = await diagnosis.examineCommunity(communityId, call);
  for (const fault of faults) served.simulator.fail(fault);
  return await diagnosis.measureHistory(communityId, archived, { mostRequests: 20 }, call);
}

test('private threads are not counted, although a bot that manages threads is shown them', async () => {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
  guild.botPermissions = PermissionFlagsBits.ManageThreads;
  const { ownerId } = guild;
  const parentId = guild.addChannel({ name: 'support' });
  for (const isPrivate of [false, true, true, true]) {
    const threadId = guild.openThread({ parentId, name: 'A ticket', ownerId, isPrivate });
    guild.post(threadId, { authorId: ownerId, content: 'Help!' });
  }
  const { threads } = await measured(guild);
  expect(threads.count).toEqual({ low: 1, likely: 1, high: 1 });
});

test.each(['gone', 'forbidden'] as const)(
  'the rest is measured where a channel is %s meanwhile',
  async (answer) => {
    const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.UTC(2024, 0, 1) });
    const [first = '', second = ''] = ['general', 'support'].map((name) => {
      const parentId = guild.addChannel({ name });
      for (let count = 0; count < 150; count += 1) {
        guild.post(parentId, { authorId: guild.ownerId, content: 'Hello' });
      }
      guild.openThread({ parentId, name: 'A thread', ownerId: guild.ownerId });
      guild.archiveThread(guild.openThread({ parentId, name: 'Old', ownerId: guild.ownerId }));
      return parentId;
    });
    const lost = { channelId: first, times: Number.POSITIVE_INFINITY, answer };
    const { threads, channels } = await measured(
      guild,
      { ...lost, template: 'GET /channels/{channel}/threads/archived/public' },
      // Its newest page was there yet.
      { ...lost, template: 'GET /channels/{channel}/messages', skip: 1 },
    );
    expect(threads.count.low).toBeGreaterThanOrEqual(3);
    const whole = channels.find(({ channelId }) => channelId === second);
    expect(whole?.messages).toEqual({ low: 150, likely: 150, high: 150 });
  },
);
