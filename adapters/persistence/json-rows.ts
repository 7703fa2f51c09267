import { type RawBuilder, sql } from 'kysely';

/**
 * Rows as one parameter, for `jsonb_to_recordset`: the statement's text stays the same whatever
 * the number of rows, so that it is prepared once. By way of `text`, because the driver would
 * encode a text for a `jsonb` parameter a second time.
 */
export function jsonRows(rows: readonly object[]): RawBuilder<unknown> {
  return sql`${JSON.stringify(rows)}::text::jsonb`;
}
