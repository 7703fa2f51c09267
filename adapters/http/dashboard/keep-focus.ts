import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps who works by keyboard in a group of buttons: when the one that was pressed goes, because
 * there is something else to do now, the group takes its focus (and no other button, which a key
 * that is held down would press). `shown`: what the group offers.
 */
export function useKeptFocus<Group extends HTMLElement>(shown: string): RefObject<Group | null> {
  const group = useRef<Group>(null);
  const wasInside = useRef(false);
  // Before anything is painted: somebody may be inside a moment later.
  useLayoutEffect(() => {
    const note = ({ target }: FocusEvent) => {
      wasInside.current = target instanceof Node && (group.current?.contains(target) ?? false);
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useEffect(() => {
    if (!wasInside.current || document.activeElement !== document.body) return;
    group.current?.focus({ preventScroll: true });
  }, [shown]);
  return group;
}
