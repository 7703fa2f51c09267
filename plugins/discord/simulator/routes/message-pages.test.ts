import { describe, expect, test } from 'bun:test';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import fc from 'fast-check';
import { SimulatedGuild } from '../guild.ts';
import { compareIds } from '../snowflakes.ts';
import { TestClient } from '../test-client.ts';

interface Scene {
  readonly guild: SimulatedGuild;
  readonly channel: string;
  readonly ada: string;
}

function newScene(type: ChannelType = ChannelType.GuildText): Scene {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const channel = guild.addChannel({ name: 'general', type });
  return { guild, channel, ada: guild.addUser('ada') };
}

function post({ guild, channel, ada }: Scene, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    guild.post(channel, { authorId: ada, content: `message ${index}` }),
  );
}

const newestFirst = (ids: readonly string[]) => [...ids].reverse();

describe('a page of messages', () => {
  test('is newest first, whatever is asked for', async () => {
    const scene = newScene();
    const ids = post(scene, 10);
    const [, , third, fourth] = ids;
    const list = `/channels/${scene.channel}/messages`;
    await using client = await TestClient.of(scene.guild);
    expect(await client.ids(list)).toEqual(newestFirst(ids));
    expect(await client.ids(`${list}?limit=3`)).toEqual(newestFirst(ids.slice(7)));
    expect(await client.ids(`${list}?limit=1&after=0`)).toEqual(ids.slice(0, 1));
    expect(await client.ids(`${list}?limit=3&after=${third}`)).toEqual(
      newestFirst(ids.slice(3, 6)),
    );
    expect(await client.ids(`${list}?limit=2&before=${fourth}`)).toEqual(
      newestFirst(ids.slice(1, 3)),
    );
    expect(await client.ids(`${list}?limit=4&around=${fourth}`)).toEqual(
      newestFirst([...ids.slice(1, 3), ...ids.slice(4, 6)]),
    );
    expect(await client.ids(`${list}?after=${ids.at(-1)}`)).toEqual([]);
    expect(await client.ids(`${list}?before=${ids[0]}`)).toEqual([]);
  });

  test('takes ids of no message, and before=0 for no before', async () => {
    const scene = newScene();
    const [first = '', second = ''] = post(scene, 2);
    const between = BigInt(first) + 1n;
    const list = `/channels/${scene.channel}/messages`;
    await using client = await TestClient.of(scene.guild);
    expect(await client.ids(`${list}?after=${between}`)).toEqual([second]);
    expect(await client.ids(`${list}?before=${between}`)).toEqual([first]);
    expect(await client.ids(`${list}?before=0`)).toEqual([second, first]);
  });

  test('holds 50 by default, 1 to 100 when asked', async () => {
    const scene = newScene();
    const ids = post(scene, 120);
    const list = `/channels/${scene.channel}/messages`;
    await using client = await TestClient.of(scene.guild);
    expect(await client.ids(list)).toEqual(newestFirst(ids.slice(70)));
    expect(await client.ids(`${list}?limit=100`)).toHaveLength(100);
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=x', 'after=1&before=9']) {
      expect(await client.refusal(`${list}?${query}`)).toBe('400/50035');
    }
    expect((await client.get(`${list}?limit=0`)).body).toMatchObject({
      errors: { limit: { _errors: [{ code: 'NUMBER_TYPE_MIN' }] } },
    });
  });

  test('walking upwards visits every message exactly once', async () => {
    const scene = newScene();
    await using client = await TestClient.of(scene.guild);
    const step = fc.record({
      posts: fc.nat(6),
      deletes: fc.nat(3),
      limit: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const { guild, ada } = scene;
        const channel = guild.addChannel({ name: 'walked' });
        const kept: string[] = [];
        for (const { posts, deletes } of steps) {
          kept.push(...post({ guild, channel, ada }, posts));
          for (const id of kept.splice(0, deletes)) guild.deleteMessage(channel, id);
        }
        const visited: string[] = [];
        for (let cursor = 0n; ; ) {
          const limit = steps[visited.length % steps.length]?.limit ?? 100;
          const page = await client.ids(
            `/channels/${channel}/messages?after=${cursor}&limit=${limit}`,
          );
          if (page.length === 0) break;
          visited.push(...newestFirst(page));
          cursor = BigInt(page.toSorted(compareIds).at(-1) ?? 0);
        }
        expect(visited).toEqual(kept);
      }),
      { numRuns: 40 },
    );
  });
});

describe('who may read', () => {
  test('without VIEW_CHANNEL nobody; without READ_MESSAGE_HISTORY there is nothing', async () => {
    const scene = newScene();
    const [id = ''] = post(scene, 3);
    const list = `/channels/${scene.channel}/messages`;
    await using client = await TestClient.of(scene.guild);
    scene.guild.everyonePermissions = PermissionFlagsBits.ViewChannel;
    expect(await client.get(list)).toMatchObject({ status: 200, body: [] });
    expect(await client.refusal(`${list}/${id}`)).toBe('403/50013');
    scene.guild.everyonePermissions = PermissionFlagsBits.ReadMessageHistory;
    expect(await client.refusal(list)).toBe('403/50001');
    expect(await client.refusal(`${list}/${id}`)).toBe('403/50001');
    scene.guild.removeChannel(scene.channel);
    expect(await client.refusal(list)).toBe('404/10003');
  });

  test.each([ChannelType.GuildVoice, ChannelType.GuildStageVoice])(
    'a channel of type %i asks for CONNECT as well',
    async (type) => {
      const scene = newScene(type);
      const ids = post(scene, 2);
      await using client = await TestClient.of(scene.guild);
      expect(await client.ids(`/channels/${scene.channel}/messages`)).toEqual(newestFirst(ids));
      scene.guild.everyonePermissions &= ~PermissionFlagsBits.Connect;
      expect(await client.refusal(`/channels/${scene.channel}/messages`)).toBe('403/50001');
      expect((await client.get(`/channels/${scene.channel}`)).status).toBe(200);
    },
  );

  test('a channel that holds no messages has an empty page', async () => {
    const scene = newScene(ChannelType.GuildForum);
    await using client = await TestClient.of(scene.guild);
    expect((await client.get(`/channels/${scene.channel}/messages`)).body).toEqual([]);
  });
});
