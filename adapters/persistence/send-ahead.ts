import type { CompiledQuery, Kysely, RawBuilder } from 'kysely';
import type { Schema } from './schema.ts';

const ahead = new WeakSet<CompiledQuery>();

/**
 * Runs a statement whose answer says nothing. In a transaction it does not wait for it, so that the
 * next statement is there once the server is done with this one; when it is refused, the transaction
 * tells with the answer to its next statement, or with its commit.
 */
export async function sendAhead(db: Kysely<Schema>, statement: RawBuilder<unknown>): Promise<void> {
  const query = statement.compile(db);
  if (db.isTransaction) ahead.add(query);
  await db.executeQuery(query);
}

export function isSentAhead(query: CompiledQuery): boolean {
  return ahead.has(query);
}
