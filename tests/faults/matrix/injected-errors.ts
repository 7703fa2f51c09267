import { SQL } from 'bun';

const TABLES = [
  ...['channels', 'messages', 'message_emoji_reactions', 'sync_progress', 'sync_runs'],
] as const;

/**
 * Makes PostgreSQL fail by itself: from the `first` statement on that changes the archive, `times`
 * of them do what `action` says, in PL/pgSQL. A sequence counts, since a rollback does not undo it.
 * Whether it came to that: ask the returned function.
 */
export async function injectErrors(
  databaseUrl: string,
  action: string,
  { first, times }: { readonly first: number; readonly times: number },
): Promise<() => Promise<boolean>> {
  await using sql = new SQL(databaseUrl, { max: 1 });
  await sql.unsafe(`
    create sequence statements_changing;
    create function fail_by_itself() returns trigger language plpgsql as $$
    begin
      if nextval('statements_changing') between ${first} and ${first + times - 1} then
        ${action}
      end if;
      return null;
    end $$;
    ${TABLES.map(
      (table) => `create trigger fail_by_itself after insert or update on ${table}
        for each statement execute function fail_by_itself();`,
    ).join('\n')}`);
  return async () => {
    await using looking = new SQL(databaseUrl, { max: 1 });
    const [{ last }] = await looking`
      select coalesce(pg_sequence_last_value('statements_changing'), 0)::int as last`;
    return last >= first;
  };
}

export async function injectNothing(databaseUrl: string): Promise<void> {
  await using sql = new SQL(databaseUrl, { max: 1 });
  await sql.unsafe('drop function fail_by_itself cascade; drop sequence statements_changing;');
}
