import { describe, expect, test } from 'bun:test';
import { buildGuild } from './build-guild.ts';
import { liveOn, postNews } from './change-guild.ts';
import { truthOf } from './truth.ts';

const SIZE = { seed: 6, messages: 600, threads: 40, endMs: Date.UTC(2026, 9, 31, 12) };

describe('news', () => {
  test('are as many as asked for, in as many channels, and are all that is new', () => {
    const guild = buildGuild(SIZE);
    const before = new Set(truthOf(guild).messages.map(({ id }) => id));
    const news = postNews(guild, { seed: 1, messages: 137, channels: 9 });
    expect(news.size).toBe(9);
    const posted = [...news].flatMap(([channelId, messages]) =>
      messages.map(({ payload }) => [channelId, payload.id]),
    );
    expect(posted).toHaveLength(137);
    const added = truthOf(guild).messages.filter(({ id }) => !before.has(id));
    const found = added.map(({ channelId, id }) => [channelId, id]);
    expect(found.sort()).toEqual(posted.sort());
  });

  test('are newer than everything', () => {
    const guild = buildGuild(SIZE);
    const [messages] = postNews(guild, { seed: 1, messages: 1, channels: 1 }).values();
    expect(Date.parse(messages?.[0]?.payload.timestamp ?? '')).toBeGreaterThan(SIZE.endMs);
  });

  test.each([
    [3, 4],
    [1, 0],
    [1000, 900],
  ])('%d messages in %d channels cannot be', (messages, channels) => {
    const guild = buildGuild(SIZE);
    expect(() => postNews(guild, { seed: 1, messages, channels })).toThrow(RangeError);
  });
});

describe('life', () => {
  const guild = buildGuild(SIZE);
  const before = truthOf(guild);
  liveOn(guild, { seed: 2, events: 800 });
  const after = truthOf(guild);

  test('is the same with the same seed', () => {
    const twin = buildGuild(SIZE);
    liveOn(twin, { seed: 2, events: 800 });
    expect(truthOf(twin)).toEqual(after);
  });

  test('brings messages, edits and reactions', () => {
    const known = new Map(before.messages.map((message) => [message.id, message]));
    const fresh = after.messages.filter(({ id }) => !known.has(id));
    expect(fresh.length).toBeGreaterThan(100);
    expect(fresh.some(({ editedAt }) => editedAt !== null)).toBe(true);
    expect(fresh.some(({ reactionCounts }) => reactionCounts.length > 0)).toBe(true);
  });

  test('opens threads, revives them and takes some away', () => {
    const known = new Set(before.channels.map(({ id }) => id));
    const kept = new Set(after.channels.map(({ id }) => id));
    expect(kept.difference(known).size).toBeGreaterThan(0);
    expect(known.difference(kept).size).toBeGreaterThan(0);
  });

  test('leaves what is older than its reach as it is', () => {
    const quiet = buildGuild(SIZE);
    const old = new Map(truthOf(quiet).messages.map((message) => [message.id, message]));
    liveOn(quiet, { seed: 3, events: 300, reachMs: 0 });
    const same = truthOf(quiet).messages.filter(({ id }) => old.has(id));
    expect(same.length).toBeGreaterThan(100);
    for (const message of same) expect(old.get(message.id)).toEqual(message);
  });
});
