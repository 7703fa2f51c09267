import { describe, expect, test } from 'bun:test';
import { type ChannelId, channelIdSchema } from '@annals/domain';
import { z } from 'zod';
import type { PageAfter } from './http-parts.ts';
import { type PageQuery, pageQuery, readIdPlace, readPage } from './paging.ts';
import { HttpProblem } from './problem.ts';

const letters = [...'abcdefg'];

function page(query: PageQuery) {
  return readPage(query, {
    readPlace: readIdPlace(z.string().regex(/^[a-z]$/)),
    fetch: async ({ after, limit }: PageAfter<string>) =>
      letters.filter((letter) => after === null || letter > after).slice(0, limit),
    placeOf: (letter: string) => letter,
    view: (letter) => letter.toUpperCase(),
  });
}

describe('pages', () => {
  test.each([1, 2, 3, 6, 7, 8])(
    'of %d hold every row once, and the last one says so',
    async (limit) => {
      const items: string[] = [];
      let cursor: string | undefined;
      for (;;) {
        const { items: some, nextCursor } = await page({ limit, cursor });
        expect(some.length).toBeGreaterThan(0);
        items.push(...some);
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      expect(items.join('')).toBe('ABCDEFG');
    },
  );

  test('of a list without rows are one, empty', async () => {
    const cursor = Buffer.from('g').toString('base64url');
    expect(await page({ limit: 5, cursor })).toEqual({ items: [], nextCursor: null });
  });

  test.each(['', 'zzz', Buffer.from('A').toString('base64url'), '%%%', 'ä'])(
    'refuse a cursor that no page gave: %p',
    async (cursor) => {
      const refusal = await page({ limit: 5, cursor }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(HttpProblem);
      expect(refusal).toMatchObject({
        code: 'validation_failed',
        details: { errors: [{ path: 'cursor' }] },
      });
    },
  );
});

describe('the query of a list', () => {
  test('has a limit of its own', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
    expect(pageQuery.parse({ limit: '200' })).toEqual({ limit: 200 });
  });

  test.each(['0', '-1', '201', '1.5', 'many', '', ' ', '1e9'])(
    'refuses %p for a limit',
    (limit) => {
      expect(pageQuery.safeParse({ limit }).success).toBe(false);
    },
  );
});

describe('the place of an id', () => {
  const readPlace = readIdPlace(channelIdSchema);

  test('is the id', () => {
    expect(readPlace('10')).toBe('10' as ChannelId);
  });

  test.each(['', 'a\u0000b', '\ud800'])('is nothing that no store can hold: %j', (text) => {
    expect(readPlace(text)).toBeNull();
  });
});
