import { z } from 'zod';
import type { PageAfter } from './http-parts.ts';
import { HttpProblem } from './problem.ts';

export const MAX_LIMIT = 200;

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The query of every list. `cursor` is the `nextCursor` of the page before. */
export const pageQueryShape: {
  readonly limit: z.ZodType<number>;
  readonly cursor: z.ZodType<string | undefined>;
} = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
  cursor: z.string().max(500).optional(),
};

export const pageQuery: z.ZodType<PageQuery> = z.object(pageQueryShape);

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export function pageSchema<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A list that is read page by page. */
export interface PagedList<Row, Place, Item> {
  /** Reads what `placeOf` wrote; null for any other text. */
  readPlace(text: string): Place | null;
  fetch(page: PageAfter<Place>): Promise<readonly Row[]>;
  /** Where a row stands in the list, as text. */
  placeOf(row: Row): string;
  view(row: Row): Item;
}

/** One page. Throws `validation_failed` for a cursor that is not of this list. */
export async function readPage<Row, Place, Item>(
  { limit, cursor }: PageQuery,
  list: PagedList<Row, Place, Item>,
): Promise<Page<Item>> {
  const after = cursor === undefined ? null : readCursor(cursor, (text) => list.readPlace(text));
  // One more than asked tells whether there is another page.
  const rows = await list.fetch({ after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map((row) => list.view(row)),
    nextCursor: hasMore ? Buffer.from(list.placeOf(last)).toString('base64url') : null,
  };
}

function readCursor<Place>(cursor: string, read: (text: string) => Place | null): Place {
  const place = read(Buffer.from(cursor, 'base64url').toString());
  if (place !== null) return place;
  const message = 'Is not the nextCursor of a page of this list.';
  throw new HttpProblem('validation_failed', { errors: [{ path: 'cursor', message }] });
}

/** For lists in the order of their ids. */
export function readIdPlace<Id extends string>(schema: z.ZodType<Id>): (text: string) => Id | null {
  return (text) => schema.safeParse(text).data ?? null;
}
