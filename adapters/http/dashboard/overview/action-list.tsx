import type { JSX } from 'preact';
import type { NeedsAction } from './needs-action.ts';

interface ActionListProps {
  readonly actions: readonly NeedsAction[];
}

export function ActionList({ actions }: ActionListProps): JSX.Element {
  return (
    <section aria-labelledby="actions-title" aria-live="polite">
      <h2 id="actions-title">Needs your attention</h2>
      {actions.length === 0 ? (
        <p class="all-well">Nothing right now.</p>
      ) : (
        <ul class="actions">
          {actions.map(({ key, tone, title: [before, name, after], why, remedy, links }) => (
            <li key={key} class={tone}>
              <h3>
                {before}
                <bdi>{name}</bdi>
                {after}
              </h3>
              <p>{why}</p>
              <p>
                <strong>What to do:</strong> {remedy}
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
