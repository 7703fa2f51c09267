import { describe, expect, test } from 'bun:test';
import { ChannelType } from 'discord-api-types/v10';
import { buildGuild } from './build-guild.ts';
import type { SimulatedGuild } from './guild.ts';
import { publicChannels } from './public-channels.ts';
import { madeAt } from './snowflakes.ts';

const endMs = Date.UTC(2026, 9, 31, 12);
const size = { seed: 4, messages: 6000, threads: 150, endMs };
const guild = buildGuild(size);

/** Everything that the guild holds, in its own order. */
function everything({ channels, users, webhooks }: SimulatedGuild): string {
  return JSON.stringify([[...channels], [...users], [...webhooks]], (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Set ? [...value] : value;
  });
}

function messagesIn(channels: Iterable<{ readonly messages: readonly unknown[] }>): number {
  return [...channels].reduce((sum, { messages }) => sum + messages.length, 0);
}

describe('one seed', () => {
  test('gives one guild, to the byte', () => {
    expect(Bun.hash(everything(buildGuild(size)))).toBe(Bun.hash(everything(guild)));
  });

  test('and another seed another one', () => {
    expect(everything(buildGuild({ ...size, seed: 5 }))).not.toBe(everything(guild));
  });
});

describe('the size', () => {
  test.each([
    [0, 0],
    [1, 0],
    [5, 1],
    [5, 40],
    [1000, 7],
    [6000, 150],
  ])('%d messages and %d threads are there, in what everyone may read', (messages, threads) => {
    const open = publicChannels(buildGuild({ seed: 8, messages, threads, endMs }));
    expect(messagesIn(open)).toBeGreaterThanOrEqual(messages);
    expect(open.filter(({ thread }) => thread !== null)).toHaveLength(threads);
  });

  test('is not much more than asked for', () => {
    expect(messagesIn(guild.channels.values())).toBeLessThan(6000 * 1.15);
  });

  test('there are channels of exactly 0, 1, 99, 100, 101, 1000 and 1001 messages', () => {
    const exact = publicChannels(guild).filter(({ name }) => name.startsWith('exactly-'));
    const counts = exact.map(({ name, messages }) => [name, messages.length]);
    const wanted = [0, 1, 99, 100, 101, 1000, 1001].map((count) => [`exactly-${count}`, count]);
    expect(counts).toEqual(wanted);
  });

  test('as many channels and people as asked for', () => {
    const { channels, users } = buildGuild({ ...size, channels: 60, people: 33 });
    const kept = [...channels.values()].filter(
      ({ type, thread }) => thread === null && type !== ChannelType.GuildCategory,
    );
    const bots = [...users.values()].filter(({ bot }) => bot === true);
    expect(kept).toHaveLength(60);
    // The owner comes on top.
    expect(users.size - bots.length).toBe(34);
  });
});

describe('time', () => {
  const posted = [...guild.channels.values()].flatMap(({ messages }) =>
    messages.map(({ payload }) => payload),
  );

  test('the newest message was sent at the end', () => {
    expect(Math.max(...posted.map(({ id }) => madeAt(id)))).toBe(endMs);
    expect(guild.nowMs).toBe(endMs);
  });

  test('goes over two years, and ids ascend with it', () => {
    const first = Math.min(...posted.map(({ id }) => madeAt(id)));
    expect(endMs - first).toBeGreaterThan(700 * 24 * 3_600_000);
    for (const { messages } of guild.channels.values()) {
      const ids = messages.map(({ payload }) => BigInt(payload.id));
      expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });

  test('no id is there twice, and ids of people have 17, 18 and 19 digits', () => {
    expect(new Set(posted.map(({ id }) => id)).size).toBe(posted.length);
    const digits = new Set([...guild.users.keys()].map((id) => id.length));
    expect([...digits].sort()).toEqual([17, 18, 19]);
  });
});
