import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQL } from 'bun';

/** What a sync fills: parents first, though nothing refers. */
export const copiedTables = [
  'channels',
  'messages',
  'message_attachments',
  'sync_progress',
] as const;

/**
 * The rows of an archive as COPY writes them, in the order in which they were stored; their folder.
 * The server, which runs on this machine, writes the files itself.
 */
export async function prepareRows(sql: SQL): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-bench-rows-'));
  // The server is another account.
  await chmod(folder, 0o777);
  for (const table of copiedTables) {
    await sql.unsafe(`copy ${table} to '${join(folder, table)}'`);
  }
  return folder;
}
