/**
 * The floor: what nothing that reads these pages one after the other and fills these tables can be
 * faster than. One loop fetches and parses the pages and throws them away; at the same time the
 * rows that they hold, prepared beforehand, go into the same tables with the same indexes by COPY,
 * in one transaction. Nothing is checked, transformed, counted or kept resumable.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { copiedTables } from './prepared-rows.ts';
import { type BaselineTask, doTask } from './task.ts';

await doTask(async (task, begin) => {
  const sql = postgres(task.databaseUrl, { max: 1 });
  await sql`select 1`;
  begin();
  const [messages] = await Promise.all([fetchAll(task), copyAll(sql, task)]);
  await sql.end();
  return messages;
});

async function fetchAll({ discordUrl, token, channelIds }: BaselineTask): Promise<number> {
  const headers = {
    authorization: `Bot ${token}`,
    'user-agent': 'DiscordBot (https://example.org, 1)',
  };
  let messages = 0;
  for (const channelId of channelIds) {
    const url = `${discordUrl}/v10/channels/${channelId}/messages?limit=100&after=`;
    for (let after = '0'; ; ) {
      const response = await fetch(url + after, { headers });
      const page = (await response.json()) as { id: string }[];
      const [newest] = page;
      if (newest === undefined) break;
      messages += page.length;
      after = newest.id;
      // The newest message of a channel is known beforehand: a page that is not full is the last.
      if (page.length < 100) break;
    }
  }
  return messages;
}

async function copyAll(sql: postgres.Sql, { rowsFolder = '' }: BaselineTask): Promise<void> {
  await sql.begin(async (transaction) => {
    for (const table of copiedTables) {
      const rows = createReadStream(join(rowsFolder, table), { highWaterMark: 1 << 18 });
      const into = await transaction`copy ${sql(table)} from stdin`.writable();
      await pipeline(rows, into);
    }
  });
}
