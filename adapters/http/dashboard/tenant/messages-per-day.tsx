import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MessagesPerDayView } from '../../views/activity-view.ts';
import { Count } from '../exact.tsx';
import { LANGUAGE } from '../format.ts';
import { Empty, Shown } from '../states.tsx';
import { useLoaded } from '../use-loaded.ts';
import { DayChart } from './day-chart.tsx';

const fullDays = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeZone: 'UTC' });
const spans = [
  [30, '30 days'],
  [90, '90 days'],
  [366, 'A year'],
] as const;

interface MessagesPerDayProps {
  readonly tenantId: string;
  /** Another one when there may be more to show. */
  readonly news: string;
}

export function MessagesPerDay({ tenantId, news }: MessagesPerDayProps): JSX.Element {
  const [span, setSpan] = useState<number>(90);
  const [loaded, reload] = useLoaded<MessagesPerDayView>(
    `/api/tenants/${tenantId}/messages/days?days=${span}`,
    { news },
  );
  return (
    <section aria-labelledby="messages-title">
      <div class="heading">
        <h2 id="messages-title">Messages per day</h2>
        <fieldset class="choice" aria-label="Time span">
          {spans.map(([days, text]) => (
            <button
              key={days}
              type="button"
              aria-pressed={span === days}
              onClick={() => setSpan(days)}
            >
              {text}
            </button>
          ))}
        </fieldset>
      </div>
      <Shown loaded={loaded} reload={reload} what="the messages per day">
        {({ days }) => <Days days={days} />}
      </Shown>
    </section>
  );
}

function Days({ days }: { readonly days: MessagesPerDayView['days'] }): JSX.Element {
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const total = days.reduce((sum, { messages }) => sum + messages, 0);
  if (total === 0) {
    return (
      <Empty>
        <p>No messages archived from this period.</p>
      </Empty>
    );
  }
  const pointed = pointedAt === null ? undefined : days[pointedAt];
  return (
    <>
      <DayChart days={days} onPoint={setPointedAt} />
      <p class="small muted">
        {pointed === undefined ? (
          <>
            <Count of={total} /> {total === 1 ? 'message' : 'messages'} in all, by the day they were
            sent (UTC)
          </>
        ) : (
          <>
            {fullDays.format(new Date(pointed.day))}: <Count of={pointed.messages} />{' '}
            {pointed.messages === 1 ? 'message' : 'messages'}
          </>
        )}
      </p>
    </>
  );
}
