import type { JSX } from 'preact';
import type { NeedsAction } from './needs-action.ts';

interface ActionListProps {
  readonly actions: readonly NeedsAction[];
  /** False when there are tenants that are not shown: nothing is said of those. */
  readonly areAll: boolean;
}

export function ActionList({ actions, areAll }: ActionListProps): JSX.Element {
  return (
    <section aria-labelledby="actions-title" aria-live="polite">
      <h2 id="actions-title">What needs you</h2>
      {!areAll && (
        <p class="small muted">
          Of the tenants shown below; there are more at the end of the list.
        </p>
      )}
      {actions.length === 0 ? (
        areAll && <p class="all-well">Nothing. Everything goes on by itself.</p>
      ) : (
        <ul class="actions">
          {actions.map(({ key, tone, title, why, remedy, links }) => (
            <li key={key} class={tone}>
              <h3>{title}</h3>
              <p>{why}</p>
              <p>
                <strong>What helps:</strong> {remedy}
              </p>
              {links.length > 0 && (
                <div class="links">
                  {links.map(({ path, text }) => (
                    <a key={path} href={path}>
                      <bdi>{text}</bdi>
                    </a>
                  ))}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
