import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OverviewView } from '../../views/overview-view.ts';
import { exactCount } from '../exact.tsx';
import { useKeptFocus } from '../keep-focus.ts';
import { keepPlace, placeInHistory } from '../place-in-history.ts';
import { runWords, stateWord } from '../words.ts';
import { TenantRow } from './tenant-row.tsx';

/** So many at a time are shown, for a page that stays quick. */
const ROWS = 100;
/** Of fewer one sees at a glance whom one looks for. */
const WORTH_SEEKING = 10;

/** Every tenant, or those that somebody looks for. */
export function TenantList({
  entries,
}: {
  readonly entries: readonly OverviewView[];
}): JSX.Element {
  const [sought, setSought] = useState(placeInHistory().sought);
  const [pages, setPages] = useState(placeInHistory().pages);
  const found = entries.filter((entry) => wordsOf(entry).includes(sought.trim().toLowerCase()));
  const hasMore = found.length > pages * ROWS;
  const list = useKeptFocus<HTMLElement>(`${hasMore}`);
  const showMore = () => {
    setPages(pages + 1);
    keepPlace({ pages: pages + 1 });
  };
  return (
    <section aria-labelledby="tenants-title" tabIndex={-1} ref={list}>
      <div class="heading">
        <h2 id="tenants-title">Tenants</h2>
        {(entries.length > WORTH_SEEKING || sought !== '') && (
          <div class="seek small">
            <label for="sought">Find by name, id or state</label>
            <input
              id="sought"
              type="search"
              value={sought}
              onInput={(event) => setSought(event.currentTarget.value)}
              // Once it is written: browsers bear no change of their history with each letter.
              onChange={() => keepPlace({ sought })}
            />
            <span class="muted" role="status">
              {sought !== '' && `${exactCount(found.length)} of ${exactCount(entries.length)}`}
            </span>
          </div>
        )}
      </div>
      <ul class="rows">
        {found.slice(0, pages * ROWS).map((entry) => (
          <TenantRow key={entry.tenant.id} entry={entry} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" onClick={showMore}>
          Show more tenants
        </button>
      )}
    </section>
  );
}

/** What a tenant can be found by. */
function wordsOf({ tenant, sync }: OverviewView): string {
  const { name, slug, platform, platformId } = tenant;
  const ending = sync.lastRun === null ? '' : runWords[sync.lastRun.status].text;
  const words = [name, slug, platform, platformId, stateWord(tenant, sync).text, ending];
  return words.join(' ').toLowerCase();
}
