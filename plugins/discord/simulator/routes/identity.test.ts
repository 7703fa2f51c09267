import { describe, expect, test } from 'bun:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { SimulatedGuild } from '../guild.ts';
import { startDiscordSimulator } from '../start-simulator.ts';
import { TestClient } from '../test-client.ts';

const startMs = Date.UTC(2023, 0, 1);
const newGuild = (name = 'Home') => new SimulatedGuild({ name, startMs });

describe('who may ask', () => {
  test('a wrong or missing token is unauthorized', async () => {
    await using client = await TestClient.of(newGuild());
    for (const authorization of ['Bot wrong', 'the-token', '']) {
      const response = await client.fetch('/users/@me', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ message: '401: Unauthorized', code: 0 });
    }
  });

  test('a user agent of another form is blocked before the platform sees it', async () => {
    await using client = await TestClient.of(newGuild());
    for (const agent of ['curl/8', 'DiscordBot', 'DiscordBot (https://annals.example)']) {
      const response = await client.fetch('/users/@me', { headers: { 'user-agent': agent } });
      expect(response.status).toBe(403);
      expect(response.headers.get('content-type')).toStartWith('text/html');
    }
  });

  test('only version 10, known routes and GET are served', async () => {
    await using client = await TestClient.of(newGuild());
    for (const path of ['/../users/@me', '/../v9/users/@me', '/nothing', '/channels//messages']) {
      expect(await client.refusal(path)).toBe('404/0');
    }
    expect((await client.fetch('/users/@me', { method: 'POST' })).status).toBe(405);
    expect(client.simulator.requests.count('GET (unknown)')).toBe(4);
  });
});

describe('who the bot is', () => {
  test('it is the bot of its guilds', async () => {
    const guild = newGuild();
    await using client = await TestClient.of(guild);
    expect((await client.get('/users/@me')).body).toMatchObject({ id: guild.botId, bot: true });
  });

  test('the application says whether it may read content', async () => {
    await using may = await TestClient.of(newGuild());
    await using mayNot = await TestClient.of(newGuild(), { messageContentIntent: false });
    const flags = async (client: TestClient) =>
      (await client.get<{ flags: number; flags_new: string }>('/applications/@me')).body;
    expect(await flags(may)).toMatchObject({ flags: 1 << 19, flags_new: String(1 << 19) });
    expect(await flags(mayNot)).toMatchObject({ flags: 0, flags_new: '0' });
  });

  test('one bot must be in all guilds', async () => {
    const two = [newGuild(), new SimulatedGuild({ name: 'Other', startMs: startMs + 1000 })];
    await expect(startDiscordSimulator({ guilds: two, token: 't' })).rejects.toThrow(RangeError);
  });
});

describe('its guilds', () => {
  test('are listed by id, in pages either way', async () => {
    const first = newGuild();
    const bot = first.user(first.botId);
    const others = [3, 1, 2].map(
      (day) => new SimulatedGuild({ name: `${day}`, startMs: Date.UTC(2023, 5, day), bot }),
    );
    const guilds = [first, ...others];
    await using client = await TestClient.of(first, { guilds });
    const ids = guilds.map(({ id }) => id).sort();
    expect(await client.ids('/users/@me/guilds')).toEqual(ids);
    expect(await client.ids('/users/@me/guilds?limit=2')).toEqual(ids.slice(0, 2));
    expect(await client.ids(`/users/@me/guilds?limit=2&after=${ids[1]}`)).toEqual(ids.slice(2));
    expect(await client.ids(`/users/@me/guilds?limit=1&before=${ids[2]}`)).toEqual([ids[1] ?? '']);
    expect(await client.refusal('/users/@me/guilds?limit=201')).toBe('400/50035');
  });

  test('carry roles, an owner and, when asked, counts', async () => {
    const guild = newGuild();
    guild.botPermissions = PermissionFlagsBits.ManageThreads;
    await using client = await TestClient.of(guild);
    const { body } = await client.get<{ roles?: unknown }>(`/guilds/${guild.id}`);
    expect(body).toMatchObject({ id: guild.id, name: 'Home', owner_id: guild.ownerId });
    expect(body).not.toHaveProperty('approximate_member_count');
    expect(body).not.toHaveProperty('channels');
    const roles = await client.get<unknown[]>(`/guilds/${guild.id}/roles`);
    expect(body.roles).toEqual(roles.body);
    expect(roles.body).toMatchObject([
      { id: guild.id, permissions: guild.everyonePermissions.toString() },
      { id: guild.botRoleId, permissions: guild.botPermissions.toString() },
    ]);
    const counted = await client.get(`/guilds/${guild.id}?with_counts=true`);
    expect(counted.body).toHaveProperty('approximate_member_count', guild.users.size);
  });

  test('of one that the bot is not in, nothing is known', async () => {
    await using client = await TestClient.of(newGuild());
    for (const rest of ['', '/channels', '/roles', '/threads/active', '/members/1']) {
      expect(await client.refusal(`/guilds/1234567890123456789${rest}`)).toBe('404/10004');
    }
    expect(await client.refusal('/guilds/home')).toBe('400/50035');
  });

  test('name the roles of a member', async () => {
    const guild = newGuild();
    const ada = guild.addUser('ada');
    await using client = await TestClient.of(guild);
    const member = (id: string) => `/guilds/${guild.id}/members/${id}`;
    expect((await client.get(member(guild.botId))).body).toMatchObject({
      roles: [guild.botRoleId],
      user: { id: guild.botId },
    });
    expect((await client.get(member(ada))).body).toMatchObject({ roles: [] });
    expect(await client.refusal(member('1234567890123456789'))).toBe('404/10013');
  });
});
