import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';

export type Loaded<Answer> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  /** `error`: what went wrong since; the answer is what was known before. */
  | { readonly state: 'ready'; readonly answer: Answer; readonly error: ApiError | null };

/**
 * Reads from the API: at once, again after `everyMs` while somebody looks, and when told to; from
 * no path nothing. Gives up what it has asked for when its view goes. `read`: the same at all times.
 */
export function useLoaded<Answer>(
  path: string | null,
  everyMs: number | null = null,
  read: (path: string, signal: AbortSignal) => Promise<Answer> = get,
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
    void load();
    return () => asking.current?.abort();
  }, [load]);

  useEffect(() => {
    if (everyMs === null) return;
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
