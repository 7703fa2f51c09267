import { expect, test } from 'bun:test';
import discord from './index.ts';
import { SimulatedGuild } from './simulator/index.ts';
import { TestClient } from './simulator/test-client.ts';

const { platformIdSchema } = discord;

test('the id of a server is one that Discord could have given', async () => {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  await using client = await TestClient.of(guild);
  expect(await client.refusal(`/guilds/${guild.id}0`)).toBe('400/50035');
  const isTaken = (id: string) => platformIdSchema.safeParse(id).success;
  expect([guild.id, '81384788765712384', '9223372036854775807'].every(isTaken)).toBe(true);
  const others = ['', '1234', 'general', `${guild.id}0`, `${guild.id} `, `-${guild.id}`];
  expect(others.filter(isTaken)).toEqual([]);
});

test('a token comes without the quotes that it stood in', () => {
  const token = discord.settings.find(({ variable }) => variable === 'DISCORD_BOT_TOKEN');
  const isTaken = (text: string) => token?.schema.safeParse(text).success;
  expect(isTaken('MTA0.Gx_y-z.a-b_c')).toBe(true);
  expect(['"MTA0.Gx_y-z.a-b_c"', "'MTA0'", 'Bot MTA0', 'MTA0\n', ''].filter(isTaken)).toEqual([]);
});
