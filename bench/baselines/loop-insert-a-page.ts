/** The plain loop with one INSERT of many rows a page: what a careful hand writes. */
import { readAndStore } from './plain-loop.ts';

await readAndStore(async (sql, { messages, attachments }) => {
  await sql`insert into messages ${sql(messages)} on conflict do nothing`;
  if (attachments.length === 0) return;
  await sql`insert into message_attachments ${sql(attachments)} on conflict do nothing`;
});
