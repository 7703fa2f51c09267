import type { ComponentChildren, JSX } from 'preact';

interface ScrollProps {
  readonly label: string;
  /** Whether it scrolls upwards too. */
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}

/** What may be wider than the screen: it alone scrolls, and by keyboard too. */
export function Scroll({ label, isTall, children }: ScrollProps): JSX.Element {
  return (
    <section
      class={isTall ? 'scroll tall' : 'scroll'}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard
      tabIndex={0}
    >
      {children}
    </section>
  );
}
