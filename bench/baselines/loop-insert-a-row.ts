/** The plain loop with one INSERT a row, each by itself: what comes first to everybody's mind. */
import { readAndStore } from './plain-loop.ts';

await readAndStore(async (sql, { messages, attachments }) => {
  for (const row of messages) {
    await sql`insert into messages ${sql(row)} on conflict do nothing`;
  }
  for (const row of attachments) {
    await sql`insert into message_attachments ${sql(row)} on conflict do nothing`;
  }
});
