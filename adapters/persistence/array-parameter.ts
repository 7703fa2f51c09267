import { type RawBuilder, sql } from 'kysely';

/**
 * One column of many rows as one parameter, for `unnest`: PostgreSQL's own text of an array, to be
 * cast to what it holds. The driver would look at every value to find out what it is.
 */
export function arrayParameter(values: readonly (string | null)[]): RawBuilder<unknown> {
  return sql`${`{${values.map(element).join(',')}}`}::text`;
}

function element(value: string | null): string {
  if (value === null) return 'NULL';
  return `"${NEEDS_ESCAPE.test(value) ? value.replaceAll(ESCAPED, '\\$&') : value}"`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
