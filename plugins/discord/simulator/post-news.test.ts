import { describe, expect, test } from 'bun:test';
import { buildGuild } from './build-guild.ts';
import { postNews } from './post-news.ts';
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
