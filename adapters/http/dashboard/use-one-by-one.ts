import { useEffect, useRef } from 'preact/hooks';

/**
 * Does it, and once more afterwards when it was asked for meanwhile, however often: asked for again
 * and again it would else be begun anew each time, and never come to its end.
 */
export function useOneByOne(work: () => Promise<void>): () => Promise<void> {
  const isWanted = useRef(false);
  const isAtWork = useRef(false);
  // Nobody waits any more once the view has gone.
  useEffect(
    () => () => {
      isWanted.current = false;
    },
    [],
  );
  return async () => {
    isWanted.current = true;
    if (isAtWork.current) return;
    isAtWork.current = true;
    while (isWanted.current) {
      isWanted.current = false;
      await work();
    }
    isAtWork.current = false;
  };
}
