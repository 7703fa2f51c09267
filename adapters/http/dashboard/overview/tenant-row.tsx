import type { JSX } from 'preact';
import type { OverviewView } from '../../views/overview-view.ts';
import { Ago, Count } from '../exact.tsx';
import { RunProgress } from '../run-progress.tsx';
import { State } from '../states.tsx';
import { freshnessWords, runWords, stateWord } from '../words.ts';
import { rowsOf } from './figures.tsx';

/** One tenant: what it is, what it does, when it last did, and what that brought. */
export function TenantRow({ entry }: { readonly entry: OverviewView }): JSX.Element {
  const { tenant, sync, lastDay } = entry;
  const word = stateWord(tenant, sync);
  const isAtWork = sync.currentRun !== null;
  return (
    <li class="tenant-row">
      <div class="name">
        <a href={`/tenants/${tenant.slug}`}>
          <bdi>{tenant.name}</bdi>
        </a>
        <span class="small muted">{tenant.platform}</span>
      </div>
      <div>
        <State word={word} />
        {isAtWork && (
          <span class="small muted"> · archive {freshnessWords[sync.freshness].text}</span>
        )}
      </div>
      <div class="small">
        {sync.lastRun === null ? (
          <span class="muted">no run has ended yet</span>
        ) : (
          <>
            <State word={runWords[sync.lastRun.status]} />{' '}
            <Ago at={sync.lastRun.finishedAt ?? sync.lastRun.queuedAt} />
          </>
        )}
        {!isAtWork && sync.nextScheduledAt !== null && (
          <div class="muted">
            next <Ago at={sync.nextScheduledAt} />
          </div>
        )}
      </div>
      <div class="rows-added">
        <Count of={rowsOf(lastDay)} /> <span class="small muted">rows in 24 h</span>
      </div>
      {sync.currentRun !== null && (
        <RunProgress name={tenant.name} run={sync.currentRun} progress={sync.progress} />
      )}
    </li>
  );
}
