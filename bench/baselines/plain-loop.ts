/**
 * What people write by hand, fairly: discord.js as its guide shows it, a hundred messages a page,
 * one channel after the other, first the page and then its rows. It stores the columns that need no
 * thinking (no metadata, texts as they are) in the same tables; it cannot be stopped and go on,
 * and knows nothing of edits, deletions or permissions.
 */
import { createHash } from 'node:crypto';
import { Client, type Message } from 'discord.js';
import postgres from 'postgres';
import { type BaselineTask, doTask } from './task.ts';

export interface HandmadePage {
  readonly messages: readonly Record<string, unknown>[];
  readonly attachments: readonly Record<string, unknown>[];
}

const TENANT = '00000000-0000-4000-8000-000000000000';
/** discord.js waits for a second after this many: more than a simulator without limits is asked. */
const UNLIMITED = 10_000;

/** Reads every channel, newest page last, and gives each page to `store` before the next is asked. */
export async function readAndStore(
  store: (sql: postgres.Sql, page: HandmadePage) => Promise<void>,
): Promise<void> {
  await doTask(async (task, begin) => {
    const sql = postgres(task.databaseUrl, { max: 1 });
    await sql`select 1`;
    const client = clientFor(task);
    begin();
    let count = 0;
    const guild = await client.guilds.fetch(task.guildId);
    await guild.channels.fetch();
    channels: for (const channelId of task.channelIds) {
      const channel = await client.channels.fetch(channelId);
      if (channel === null || !('messages' in channel)) continue;
      for (let after = '0'; ; ) {
        const page = await channel.messages.fetch({ limit: 100, after });
        const newest = page.first();
        if (newest === undefined) break;
        await store(sql, rowsOf([...page.values()]));
        count += page.size;
        after = newest.id;
        if (count >= (task.enough ?? count + 1)) break channels;
        if (page.size < 100) break;
      }
    }
    await sql.end();
    return count;
  });
}

/** Without a gateway session, which the simulator does not offer: pages need none. */
function clientFor({ discordUrl, token, requestsPerSecond }: BaselineTask): Client {
  const client = new Client({
    intents: [],
    rest: { api: discordUrl, globalRequestsPerSecond: requestsPerSecond ?? UNLIMITED },
  });
  client.rest.setToken(token);
  return client;
}

function rowsOf(messages: readonly Message[]): HandmadePage {
  return {
    messages: messages.map((message) => ({
      ...keyOf(message),
      id: message.id,
      author_hash: createHash('sha256').update(message.author.id).digest('hex'),
      content: storable(message.content),
      type: String(message.type),
      reply_to_id: message.reference?.messageId ?? null,
      platform_created_at: message.createdAt,
      platform_edited_at: message.editedAt,
      reaction_counts: storable(
        JSON.stringify(message.reactions.cache.map(({ count }, emoji) => ({ emoji, count }))),
      ),
    })),
    attachments: messages.flatMap((message) =>
      message.attachments.map(({ id, name, size, contentType, url }) => ({
        ...keyOf(message),
        ...{ message_id: message.id, id, filename: storable(name), file_size: size },
        ...{ content_type: contentType, url },
      })),
    ),
  };
}

function keyOf({ channelId }: Message): Record<string, unknown> {
  return { tenant_id: TENANT, channel_id: channelId };
}

/** PostgreSQL refuses these, as everybody learns on the first day. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}
