import { useContext, useEffect, useState } from 'preact/hooks';
import { ApiError } from './api.ts';
import { Away } from './away.ts';

export interface Action {
  /**
   * A button that stays says so by `aria-disabled`: one that is disabled loses the focus of whoever
   * pressed it.
   */
  readonly isBusy: boolean;
  readonly error: ApiError | null;
  /** Does it, unless it is being done; whether it succeeded. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/**
 * Something that a person asks for: busy until it is done, and what went wrong. `about`: what it is
 * asked of, as it is shown; what went wrong is told until that is another, or `Away` is.
 */
export function useAction(about = ''): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const isAway = useContext(Away);
  useEffect(() => setError(null), [about, isAway]);
  return {
    isBusy,
    error,
    async run(work) {
      if (isBusy) return false;
      setBusy(true);
      setError(null);
      try {
        await work();
        return true;
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure;
        setError(failure);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
