import { describe, expect, test } from 'bun:test';
import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import fc from 'fast-check';
import { SimulatedGuild } from '../guild.ts';
import { TestClient } from '../test-client.ts';

interface ThreadPage {
  readonly threads: {
    readonly id: string;
    readonly thread_metadata: { archive_timestamp: string };
  }[];
  readonly members: unknown[];
  readonly has_more?: boolean;
}

const ALL = PermissionFlagsBits.ManageThreads;

function newScene(type: ChannelType = ChannelType.GuildText) {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const parentId = guild.addChannel({ name: 'general', type });
  const open = (isPrivate = false) =>
    guild.openThread({ parentId, name: 'thread', ownerId: guild.ownerId, isPrivate });
  const archived = (isPrivate = false) => {
    const id = open(isPrivate);
    guild.archiveThread(id);
    return id;
  };
  return { guild, parentId, open, archived };
}

const idsOf = ({ threads }: ThreadPage) => threads.map(({ id }) => id);

describe('active threads', () => {
  test('come newest first, all at once, archived ones left out', async () => {
    const { guild, open, archived } = newScene();
    const [first, , second] = [open(), archived(), open()];
    await using client = await TestClient.of(guild);
    const { body } = await client.get<ThreadPage>(`/guilds/${guild.id}/threads/active`);
    expect(idsOf(body)).toEqual([second, first]);
    expect(body.members).toEqual([]);
    expect(body).not.toHaveProperty('has_more');
  });

  test('show private ones and those of hidden channels only to who may see them', async () => {
    const { guild, parentId, open } = newScene();
    const [open1, private1] = [open(), open(true)];
    await using client = await TestClient.of(guild);
    const list = async () =>
      idsOf((await client.get<ThreadPage>(`/guilds/${guild.id}/threads/active`)).body);
    expect(await list()).toEqual([open1]);
    expect(await client.refusal(`/channels/${private1}/messages`)).toBe('403/50001');
    guild.botPermissions = ALL;
    expect(await list()).toEqual([private1, open1]);
    expect((await client.get(`/channels/${private1}/messages`)).status).toBe(200);
    guild.hideChannel(parentId);
    expect(await list()).toEqual([]);
  });
});

describe('archived threads', () => {
  test('come with the last archived first, public and private apart', async () => {
    const { guild, parentId, open, archived } = newScene();
    guild.botPermissions = ALL;
    const [first, second, secret] = [open(), archived(), archived(true)];
    guild.archiveThread(first);
    open();
    await using client = await TestClient.of(guild);
    const list = async (kind: string) =>
      (await client.get<ThreadPage>(`/channels/${parentId}/threads/archived/${kind}`)).body;
    expect(await list('public')).toMatchObject({ has_more: false, members: [] });
    expect(idsOf(await list('public'))).toEqual([first, second]);
    expect(idsOf(await list('private'))).toEqual([secret]);
  });

  test('are those of one parent only, and revived ones are not among them', async () => {
    const { guild, parentId, archived } = newScene();
    const other = guild.addChannel({ name: 'other' });
    const id = archived();
    await using client = await TestClient.of(guild);
    const list = async (channel: string) =>
      idsOf((await client.get<ThreadPage>(`/channels/${channel}/threads/archived/public`)).body);
    expect(await list(other)).toEqual([]);
    expect(await list(parentId)).toEqual([id]);
    guild.post(id, { authorId: guild.ownerId, content: 'awake' });
    expect(await list(parentId)).toEqual([]);
  });

  test('`before` is strict, to the microsecond', async () => {
    const { guild, parentId, archived } = newScene();
    const [first, second] = [archived(), archived()];
    const set = (id: string, micros: string) => {
      const thread = guild.channel(id).thread;
      if (thread !== null) thread.archiveTimestamp = `2023-05-05T10:00:00.${micros}+00:00`;
    };
    set(first, '123001');
    set(second, '123002');
    await using client = await TestClient.of(guild);
    const before = async (time: string) => {
      const path = `/channels/${parentId}/threads/archived/public?before=${encodeURIComponent(time)}`;
      return idsOf((await client.get<ThreadPage>(path)).body);
    };
    expect(await before('2023-05-05T10:00:00.123003+00:00')).toEqual([second, first]);
    expect(await before('2023-05-05T10:00:00.123002+00:00')).toEqual([first]);
    expect(await before('2023-05-05T12:00:00.123002+02:00')).toEqual([first]);
    expect(await before('2023-05-05T10:00:00.123Z')).toEqual([]);
  });

  test('take a limit of 2 to 100 and a time, nothing else', async () => {
    const { guild, parentId } = newScene();
    await using client = await TestClient.of(guild);
    const path = `/channels/${parentId}/threads/archived/public`;
    // A plus sign that is not encoded arrives as a space.
    const times = ['before=1', 'before=yesterday', 'before=2023-05-05T10:00:00.000000+00:00'];
    for (const query of ['limit=1', 'limit=101', ...times]) {
      expect(await client.refusal(`${path}?${query}`)).toBe('400/50035');
    }
    expect((await client.get(`${path}?limit=2`)).status).toBe(200);
  });

  test('need their permissions', async () => {
    const { guild, parentId } = newScene();
    await using client = await TestClient.of(guild);
    const both = async () => [
      await client.refusal(`/channels/${parentId}/threads/archived/public`),
      await client.refusal(`/channels/${parentId}/threads/archived/private`),
    ];
    expect(await both()).toEqual(['200/undefined', '403/50013']);
    guild.everyonePermissions = PermissionFlagsBits.ViewChannel | ALL;
    expect(await both()).toEqual(['403/50013', '403/50013']);
    guild.hideChannel(parentId);
    expect(await both()).toEqual(['403/50001', '403/50001']);
    guild.removeChannel(parentId);
    expect(await both()).toEqual(['404/10003', '404/10003']);
  });

  test.each([
    [ChannelType.GuildText, '200/undefined', '200/undefined'],
    [ChannelType.GuildAnnouncement, '200/undefined', '400/50024'],
    [ChannelType.GuildForum, '200/undefined', '400/50024'],
    [ChannelType.GuildMedia, '200/undefined', '400/50024'],
    [ChannelType.GuildVoice, '400/50024', '400/50024'],
    [ChannelType.GuildCategory, '400/50024', '400/50024'],
  ])('of a parent of type %i: public %s, private %s', async (type, open, secret) => {
    const { guild, parentId } = newScene(type);
    guild.botPermissions = ALL;
    await using client = await TestClient.of(guild);
    expect(await client.refusal(`/channels/${parentId}/threads/archived/public`)).toBe(open);
    expect(await client.refusal(`/channels/${parentId}/threads/archived/private`)).toBe(secret);
  });

  test('paging by the last archive time visits every one', async () => {
    const { guild, parentId, archived } = newScene();
    await using client = await TestClient.of(guild);
    const made: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.nat(9), fc.integer({ min: 2, max: 6 }), async (more, limit) => {
        for (let count = 0; count < more; count += 1) made.unshift(archived());
        const visited: string[] = [];
        for (let before = ''; ; ) {
          const path = `/channels/${parentId}/threads/archived/public?limit=${limit}${before}`;
          const { body } = await client.get<ThreadPage>(path);
          visited.push(...idsOf(body));
          const last = body.threads.at(-1);
          if (body.has_more !== true || last === undefined) break;
          before = `&before=${encodeURIComponent(last.thread_metadata.archive_timestamp)}`;
        }
        expect(visited).toEqual(made);
      }),
      { numRuns: 15 },
    );
  });
});
