import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';

export type Loaded<Answer> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  /** `error`: what went wrong since; the answer is what was known before. */
  | { readonly state: 'ready'; readonly answer: Answer; readonly error: ApiError | null };

interface LoadedOptions<Answer> {
  /** After which it is read again, while somebody looks. */
  readonly everyMs?: number;
  /** Another one when there may be more to show. */
  readonly news?: unknown;
  /** The same at all times. */
  readonly read?: (path: string, signal: AbortSignal) => Promise<Answer>;
}

/**
 * Reads from the API: at once, and again as its options and whoever calls `reload` say; from no path
 * nothing. Gives up what it has asked for when its view goes.
 */
export function useLoaded<Answer>(
  path: string | null,
  { everyMs, news, read = get }: LoadedOptions<Answer> = {},
): readonly [Loaded<Answer>, reload: () => Promise<void>] {
  const [loaded, setLoaded] = useState<Loaded<Answer>>({ state: 'loading' });
  const asking = useRef<AbortController | null>(null);

  const load = useCallback(async () => {
    asking.current?.abort();
    if (path === null) return;
    const mine = new AbortController();
    asking.current = mine;
    try {
      const answer = await read(path, mine.signal);
      if (!mine.signal.aborted) setLoaded({ state: 'ready', answer, error: null });
    } catch (error) {
      if (mine.signal.aborted || !(error instanceof ApiError)) return;
      setLoaded((before) =>
        before.state === 'ready' ? { ...before, error } : { state: 'failed', error },
      );
    } finally {
      if (asking.current === mine) asking.current = null;
    }
  }, [path, read]);

  useEffect(() => {
    setLoaded({ state: 'loading' });
    return () => asking.current?.abort();
  }, [load]);
  useEffect(() => void load(), [load, news]);

  useEffect(() => {
    if (everyMs === undefined) return;
    const again = () => {
      if (!document.hidden) void load();
    };
    // An answer that takes longer than this is waited for: asked anew each time, none would ever come.
    const timer = setInterval(() => asking.current === null && again(), everyMs);
    document.addEventListener('visibilitychange', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [load, everyMs]);

  return [loaded, load];
}
