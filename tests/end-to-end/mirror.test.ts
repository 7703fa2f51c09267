import { expect, setDefaultTimeout, test } from 'bun:test';
import { SimulatedGuild, startDiscordSimulator } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase } from '../database.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { untruths } from './archive-rows.ts';

setDefaultTimeout(60_000);

const HOUR_MS = 60 * 60 * 1000;
const THUMB = { id: null, name: '👍' };
const CHANNELS = 5;
const THREADS_A_CHANNEL = 4;
const MESSAGES_EACH = 20;

interface Place {
  readonly channelId: string;
  readonly messageId: string;
}

/** A guild that began twelve hours ago; its threads, and all messages in the order of their posting. */
function youngGuild() {
  const guild = new SimulatedGuild({ name: 'Young', startMs: Date.now() - 12 * HOUR_MS });
  const people = Array.from({ length: 8 }, (_, index) => guild.addUser(`person ${index}`));
  const author = (index: number) => people[index % people.length] ?? guild.ownerId;
  const threads: string[] = [];
  const places: Place[] = [];
  for (let number = 0; number < CHANNELS; number += 1) {
    const parentId = guild.addChannel({ name: `channel ${number}` });
    const rooms = [parentId];
    for (let thread = 0; thread < THREADS_A_CHANNEL; thread += 1) {
      rooms.push(guild.openThread({ parentId, name: `thread ${thread}`, ownerId: author(thread) }));
    }
    threads.push(...rooms.slice(1));
    for (let index = 0; index < MESSAGES_EACH * rooms.length; index += 1) {
      guild.advance(1_000);
      const channelId = rooms[index % rooms.length] ?? parentId;
      const content = `Message ${index}, said by <@${author(index)}>`;
      const messageId = guild.post(channelId, { authorId: author(index), content });
      places.push({ channelId, messageId });
      if (index % 4 === 0) {
        guild.react(channelId, messageId, THUMB, people.slice(0, 1 + (index % 5)));
      }
    }
  }
  return { guild, people, threads, places };
}

function every(places: readonly Place[], step: number, first: number, count: number): Place[] {
  return Array.from({ length: count }, (_, index) => places[first + index * step]).filter(
    (place) => place !== undefined,
  );
}

test('what changed while no worker ran is as it is on the platform after one run', async () => {
  const { guild, people, threads, places } = youngGuild();
  for (const threadId of threads.slice(-3)) guild.archiveThread(threadId);
  await using simulator = await startDiscordSimulator({ guilds: [guild], token: BOT_TOKEN });
  await using database = await openEmptyTestDatabase();
  const environment = serviceEnvironment({
    DATABASE_URL: database.url,
    DISCORD_API_URL: simulator.url,
  });
  const service = await RunningService.start('start', environment);
  const api = new ApiClient(await service.apiUrl());
  const slug = await api.register(guild.name, guild.id);
  expect((await api.idle(slug)).status).toBe('succeeded');

  const edited = every(places, 7, 1, 50);
  const deleted = every(places, 21, 2, 20);
  const liked = every(places, 12, 5, 30);
  const disliked = every(places, 16, 0, 30).filter(
    ({ channelId, messageId }) => guild.message(channelId, messageId).reactions.length > 0,
  );
  for (const [index, { channelId, messageId }] of edited.entries()) {
    guild.advance(1_000);
    const changes = { content: `Better, ${index}`, edited_timestamp: guild.timestamp() };
    guild.edit(channelId, messageId, changes);
  }
  for (const { channelId, messageId } of liked) {
    guild.react(channelId, messageId, THUMB, people.slice(5, 7));
  }
  for (const { channelId, messageId } of disliked) {
    guild.unreact(channelId, messageId, THUMB, people.slice(0, 1));
  }
  for (const { channelId, messageId } of deleted) guild.deleteMessage(channelId, messageId);
  for (const threadId of threads.slice(-3)) guild.reviveThread(threadId);
  for (const threadId of threads.slice(0, 5)) guild.archiveThread(threadId);

  const run = await api.idle(slug, await api.sync(slug));
  expect(run).toMatchObject({
    status: 'succeeded',
    messages: { added: 0, deleted: deleted.length },
  });
  await using sql = new SQL(database.url, { max: 1 });
  expect(await untruths(sql, slug, guild)).toEqual({});
  const [{ tombstones, revisions, leftovers }] = await sql`
    select
      (select count(*)::int from messages where deleted_at is not null) as tombstones,
      (select count(*)::int from message_revisions) as revisions,
      (select count(*)::int from messages
       where deleted_at is not null and (content <> '' or platform_metadata <> '{}')) as leftovers`;
  const buriedEdits = edited.filter(({ messageId }) =>
    deleted.some((place) => place.messageId === messageId),
  );
  expect({ tombstones, revisions, leftovers }).toEqual({
    tombstones: deleted.length,
    revisions: edited.length - buriedEdits.length,
    leftovers: 0,
  });

  // The catalogue; a page for each room; a question for each deletion and each changed count.
  const catalogue = 5 + CHANNELS;
  const rooms = CHANNELS * (1 + THREADS_A_CHANNEL);
  const changed = new Set([...liked, ...disliked].map(({ messageId }) => messageId));
  for (const { messageId } of deleted) changed.delete(messageId);
  for (const { channelId, messageId } of disliked) {
    const gone = guild.findMessage(channelId, messageId)?.reactions.length === 0;
    if (gone) changed.delete(messageId);
  }
  const least = catalogue + rooms + deleted.length + changed.size;
  const ratio = run.requests / least;
  console.info(`${run.requests} requests, ${least} at least: ${ratio.toFixed(2)} times.`);
  expect(ratio).toBeLessThanOrEqual(1.3);

  expect(await service.stop()).toBe(0);
});
