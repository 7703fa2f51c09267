/**
 * PostgreSQL's own numbers of the arrays that statements here give or take. The driver would ask
 * each server for all types with each connection, and when that is cut off in the middle of it the
 * driver's failure belongs to nobody: it ends the process.
 */
const ARRAYS = { text: 1009, uuid: 2951 } as const;

interface ArrayType {
  readonly to: number;
  readonly from: number[];
  readonly serialize: (items: readonly string[]) => string;
  readonly parse: (text: string) => string[];
}

/** For the driver's `types`. */
export const arrayTypes: Readonly<Record<keyof typeof ARRAYS, ArrayType>> = {
  text: typeOf(ARRAYS.text),
  uuid: typeOf(ARRAYS.uuid),
};

function typeOf(number: number): ArrayType {
  return { to: number, from: [number], serialize: arrayLiteral, parse: itemsOf };
}

/** Of texts, none of them null: `{"one","two"}`. */
export function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** What an array of one dimension without nulls holds. */
export function itemsOf(literal: string): string[] {
  const items = literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs);
  return [...items].map(([, quoted, plain]) => quoted?.replaceAll(/\\(.)/gs, '$1') ?? plain ?? '');
}
