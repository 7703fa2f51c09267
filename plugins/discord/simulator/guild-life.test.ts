import { describe, expect, test } from 'bun:test';
import { buildGuild } from './build-guild.ts';
import { GuildLife } from './guild-life.ts';
import { truthOf } from './truth.ts';

const SIZE = { seed: 6, messages: 600, threads: 40, endMs: Date.UTC(2026, 9, 31, 12) };

describe('life', () => {
  const guild = buildGuild(SIZE);
  const before = truthOf(guild);
  new GuildLife(guild).live({ seed: 2, events: 800 });
  const after = truthOf(guild);

  test('is the same with the same seed', () => {
    const twin = buildGuild(SIZE);
    new GuildLife(twin).live({ seed: 2, events: 800 });
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
    new GuildLife(quiet, { reachMs: 0 }).live({ seed: 3, events: 300 });
    const same = truthOf(quiet).messages.filter(({ id }) => old.has(id));
    expect(same.length).toBeGreaterThan(100);
    for (const message of same) expect(old.get(message.id)).toEqual(message);
  });
});
