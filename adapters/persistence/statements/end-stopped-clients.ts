import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Ends what PostgreSQL does not end by itself: the transaction of a client that was stopped in the
 * middle of a statement, between the rows of a COPY for instance. For the server that is at work, and
 * no timeout of its own counts there, while whoever took the client's run over waits for its rows, in a
 * run that can be neither finished nor cancelled.
 *
 * Only clients like this one, and only those that somebody waits for: where a slow network takes as
 * long over a batch, nobody does.
 */
export async function endStoppedClients(db: Kysely<Schema>): Promise<void> {
  await sql`
    select pg_terminate_backend(stopped.pid)
    from pg_stat_activity as waiting
    cross join unnest(pg_blocking_pids(waiting.pid)) as blocking (pid)
    join pg_stat_activity as stopped on stopped.pid = blocking.pid
    where waiting.wait_event_type = 'Lock'
      and stopped.usename = session_user
      and stopped.application_name = current_setting('application_name')
      and stopped.state = 'active' and stopped.wait_event = 'ClientRead'
      and stopped.state_change
        < now() - current_setting('idle_in_transaction_session_timeout')::interval
  `.execute(db);
}
