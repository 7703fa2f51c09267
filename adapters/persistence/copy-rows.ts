import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPED = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Characters that are spelled at once: the server works on them while the next are spelled. */
const PIECE = 64 * 1024;
/** Until it has these the server has nothing to do. */
const FIRST_PIECE = 8 * 1024;

/** Rows on their way into a table: the only parameter of a `copy … from stdin`. */
export class CopyRows<Row = unknown> {
  readonly #rows: readonly Row[];
  readonly #lineOf: (row: Row) => string;
  readonly #onSpelled: (() => void) | undefined;

  /**
   * `lineOf` gives a row in COPY's text format: its values, as `copyText` spells them, in the order of
   * the statement's columns, with tabs between them and a line feed at the end. It is asked while
   * rows are sent; `onSpelled` is called behind the last one.
   */
  constructor(rows: readonly Row[], lineOf: (row: Row) => string, onSpelled?: () => void) {
    this.#rows = rows;
    this.#lineOf = lineOf;
    this.#onSpelled = onSpelled;
  }

  *pieces(): Generator<string> {
    // Joined at once: each step of a text that grows is one more object for the collector.
    let lines: string[] = [];
    let length = 0;
    let enough = FIRST_PIECE;
    for (const row of this.#rows) {
      const line = this.#lineOf(row);
      lines.push(line);
      length += line.length;
      if (length < enough) continue;
      yield lines.join('');
      lines = [];
      length = 0;
      enough = PIECE;
    }
    this.#onSpelled?.();
    if (lines.length > 0) yield lines.join('');
  }
}

/** Null in COPY's text format. */
export const COPY_NULL = '\\N';

/** A text, or null, as COPY's text format spells it. */
export function copyText(value: string | null): string {
  if (value === null) return COPY_NULL;
  if (!NEEDS_ESCAPE.test(value)) return value;
  return value.replaceAll(ESCAPED, (sign) => ESCAPES[sign] ?? sign);
}

/** A value as JSON, which spells every control character by itself: a backslash is all that is left. */
export function copyJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
}

/** Runs the statement with the rows behind it. Rejects with the driver's error. */
export async function copyIn(
  client: postgres.ReservedSql,
  statement: string,
  rows: CopyRows,
): Promise<void> {
  const query = client.unsafe(statement);
  hearEarly(query);
  const stream = await query.writable();
  // By now the driver has answered the query, and it tells a refusal to nobody but the query: a
  // stream whose end is refused would never come to it.
  const refused = Promise.withResolvers<never>();
  Object.assign(query, {
    reject: (error: Error) => {
      refused.reject(error);
      stream.destroy(error);
    },
  });
  await Promise.race([pipeline(rows.pieces(), stream), refused.promise]);
}

/**
 * A refusal that comes together with the answer to the query ends the stream before anybody has it:
 * an error that nobody hears would end the process.
 */
function hearEarly(query: object): void {
  const resolve: unknown = Reflect.get(query, 'resolve');
  if (typeof resolve !== 'function') return;
  Object.assign(query, {
    resolve: (answer: unknown) => {
      if (answer instanceof Writable) answer.on('error', () => {});
      resolve(answer);
    },
  });
}
