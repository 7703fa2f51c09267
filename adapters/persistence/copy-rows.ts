import type postgres from 'postgres';

/** What a value is in a row: text in PostgreSQL's own spelling, or null. */
export type CopiedValue = string | null;

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPED = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Rows on their way into a table: the only parameter of a `copy … from stdin`. */
export class CopyRows {
  /** In COPY's text format. */
  readonly text: string;

  /** Values in the order of the statement's columns. */
  constructor(rows: readonly (readonly CopiedValue[])[]) {
    let text = '';
    for (const row of rows) {
      for (let place = 0; place < row.length; place += 1) {
        if (place > 0) text += '\t';
        text += spelled(row[place] ?? null);
      }
      text += '\n';
    }
    this.text = text;
  }
}

function spelled(value: CopiedValue): string {
  if (value === null) return '\\N';
  if (!NEEDS_ESCAPE.test(value)) return value;
  return value.replaceAll(ESCAPED, (sign) => ESCAPES[sign] ?? sign);
}

/** Runs the statement with the rows behind it. Rejects with the driver's error. */
export async function copyIn(
  client: postgres.ReservedSql,
  statement: string,
  { text }: CopyRows,
): Promise<void> {
  const query = client.unsafe(statement);
  const stream = await query.writable();
  await new Promise<void>((resolve, reject) => {
    // By now the driver has answered the query, and it tells a refusal to nobody but the query: a
    // stream whose end is refused would never come to it.
    Object.assign(query, {
      reject: (error: Error) => {
        stream.destroy();
        reject(error);
      },
    });
    stream.on('error', reject);
    stream.end(text, resolve);
  });
}
