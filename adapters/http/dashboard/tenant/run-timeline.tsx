import type { JSX } from 'preact';
import type { Page } from '../../paging.ts';
import type { RunView } from '../../views/run-view.ts';
import { Ago, Count, Duration, exactCount, exactTime } from '../exact.tsx';
import { durationOf } from '../format.ts';
import { Scroll } from '../scroll.tsx';
import { Empty, Shown, State } from '../states.tsx';
import { useLoaded } from '../use-loaded.ts';
import { runWords, triggerWords } from '../words.ts';
import { ReasonRow } from './reason-row.tsx';

const SHOWN_IN_WORDS = 10;

interface RunTimelineProps {
  readonly tenantId: string;
  /** Another one when there may be more to show. */
  readonly news: string;
}

/** The last runs: how each ended as a bar's colour, how many rows it brought as its height. */
export function RunTimeline({ tenantId, news }: RunTimelineProps): JSX.Element {
  const [loaded, reload] = useLoaded<Page<RunView>>(`/api/tenants/${tenantId}/sync/runs?limit=48`, {
    news,
  });
  return (
    <section aria-labelledby="runs-title">
      <h2 id="runs-title">Runs</h2>
      <Shown loaded={loaded} reload={reload} what="the runs">
        {({ items }) => (items.length === 0 ? <NoRuns /> : <Runs runs={items} />)}
      </Shown>
    </section>
  );
}

function NoRuns(): JSX.Element {
  return (
    <Empty>
      <p>No run yet. The first one starts with “Sync now”, or when the schedule says so.</p>
    </Empty>
  );
}

function Runs({ runs }: { readonly runs: readonly RunView[] }): JSX.Element {
  const highest = Math.max(1, ...runs.map(rowsOf));
  return (
    <>
      {/* The table below says the same in words. */}
      <div class="timeline" aria-hidden="true">
        {runs.toReversed().map((run) => (
          <div
            key={run.runId}
            class={runWords[run.status].tone}
            title={describe(run)}
            style={{ height: `${heightOf(rowsOf(run), highest)}%` }}
          />
        ))}
      </div>
      <Scroll label="Table of runs">
        <table>
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col">Started</th>
              <th scope="col" class="number">
                Took
              </th>
              <th scope="col" class="number">
                Rows added
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, SHOWN_IN_WORDS).map((run) => (
              <RunRow key={run.runId} run={run} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function RunRow({ run }: { readonly run: RunView }): JSX.Element {
  return (
    <>
      <tr>
        <td>
          <State word={runWords[run.status]} />
        </td>
        <td>
          <Ago at={run.startedAt ?? run.queuedAt} />{' '}
          <span class="muted small">
            {triggerWords[run.trigger]}
            {run.mode === 'full' && ', full'}
          </span>
        </td>
        <td class="number">{run.durationMs === null ? '–' : <Duration ms={run.durationMs} />}</td>
        <td class="number">
          <Count of={rowsOf(run)} />
        </td>
      </tr>
      {run.error !== null && <ReasonRow columns={4} text={run.error.message} />}
    </>
  );
}

/** A bar in words, for who points at it. */
function describe(run: RunView): string {
  const rows = rowsOf(run);
  const parts = [
    exactTime(run.startedAt ?? run.queuedAt),
    runWords[run.status].text,
    `${exactCount(rows)} ${rows === 1 ? 'row' : 'rows'}`,
    ...(run.durationMs === null ? [] : [durationOf(run.durationMs)]),
  ];
  return parts.join(' · ');
}

function rowsOf({ messages, reactions, attachments }: RunView): number {
  return messages.added + reactions + attachments;
}

/** By magnitude: a first sync would else make every other run a dot. Percent. */
function heightOf(rows: number, highest: number): number {
  return 12 + 88 * (Math.log1p(rows) / Math.log1p(highest));
}
