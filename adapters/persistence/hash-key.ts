import type { IdHasher, PlatformUserId } from '@annals/domain';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

const NOBODY = 'annals' as PlatformUserId;

/** Whether people are hashed otherwise than those are who are stored already. Nothing is noted. */
export async function isHashKeyChanged(db: Kysely<Schema>, hasher: IdHasher): Promise<boolean> {
  const other = await db
    .selectFrom('annals_hash_key')
    .select('mark')
    .where('mark', '<>', hasher.hash(NOBODY))
    .where(({ exists, selectFrom }) => exists(selectFrom('messages').select(sql.lit(1).as('one'))))
    .executeTakeFirst();
  return other !== undefined;
}

/**
 * Whether people are hashed as those are who are stored already. While no message is, any key is
 * good, and the one that is used is noted.
 */
export async function isHashedAlike(db: Kysely<Schema>, hasher: IdHasher): Promise<boolean> {
  const mark = hasher.hash(NOBODY);
  const noted = await db.selectFrom('annals_hash_key').select('mark').executeTakeFirst();
  // Nothing is written then: a start needs no more than a database that can be read.
  if (noted?.mark === mark) return true;
  const { rows } = await sql<{ mark: string }>`
    insert into annals_hash_key as noted (mark) values (${mark})
    on conflict (is_only_row) do update set
      mark = case when exists (select from messages) then noted.mark else excluded.mark end,
      updated_at = now()
    returning mark
  `.execute(db);
  return rows[0]?.mark === mark;
}
