import { useCallback, useRef } from 'preact/hooks';
import type { Page } from '../paging.ts';
import { get } from './api.ts';
import { keepPlace, placeInHistory } from './place-in-history.ts';
import { type Loaded, useLoaded } from './use-loaded.ts';

export interface Pages<Item> {
  readonly loaded: Loaded<Page<Item>>;
  readonly reload: () => Promise<void>;
  /** Resolves once there is one page more, or it is told in `loaded` why there is not. */
  readonly showMore: () => Promise<void>;
}

/** The first pages of a list as one, all of which are read anew: `atMost` so many. */
export async function readPages<Item>(
  path: string,
  atMost: number,
  signal: AbortSignal,
): Promise<Page<Item>> {
  let page = await get<Page<Item>>(path, signal);
  const items = [...page.items];
  for (let count = 1; count < atMost && page.nextCursor !== null; count += 1) {
    page = await get<Page<Item>>(`${path}&cursor=${page.nextCursor}`, signal);
    items.push(...page.items);
  }
  return { ...page, items };
}

/**
 * A list as far as somebody has asked for it, all of it read anew each time: rows of an earlier
 * reading beside those of a later one would be missing, or there twice. `news`: as of `useLoaded`.
 */
export function usePages<Item>(path: string, news: unknown): Pages<Item> {
  const wanted = useRef(placeInHistory().pages);
  const read = useCallback(
    (from: string, signal: AbortSignal) => readPages<Item>(from, wanted.current, signal),
    [],
  );
  const [loaded, load] = useLoaded<Page<Item>>(path, { news, read });
  const showMore = async () => {
    wanted.current += 1;
    keepPlace({ pages: wanted.current });
    await load();
  };
  return { loaded, reload: load, showMore };
}
