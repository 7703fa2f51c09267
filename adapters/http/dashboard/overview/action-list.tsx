import type { JSX } from 'preact';
import type { NeedsAction } from './needs-action.ts';

export function ActionList({ actions }: { readonly actions: readonly NeedsAction[] }): JSX.Element {
  return (
    <section aria-labelledby="actions-title" aria-live="polite">
      <h2 id="actions-title">What needs you</h2>
      {actions.length === 0 ? (
        <p class="all-well">Nothing. Everything goes on by itself.</p>
      ) : (
        <ul class="actions">
          {actions.map(({ key, tone, title, why, remedy, link }) => (
            <li key={key} class={tone}>
              <h3>{title}</h3>
              <p>{why}</p>
              <p>
                <strong>What helps:</strong> {remedy}
              </p>
              {link !== null && <a href={link.path}>{link.text}</a>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
