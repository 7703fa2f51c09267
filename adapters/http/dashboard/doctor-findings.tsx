import type { JSX } from 'preact';
import type { DoctorView } from '../views/doctor-view.ts';
import { Count, Duration } from './exact.tsx';
import { Scroll } from './scroll.tsx';

/** What the doctor found: what is wrong with what helps, what would be archived, and how long it takes. */
export function DoctorFindings({ report }: { readonly report: DoctorView }): JSX.Element {
  const { archived, excluded, estimate, name } = report;
  const findings = [...report.service, ...report.findings].filter(
    ({ severity }) => severity !== 'info',
  );
  return (
    <div class="findings">
      {findings.length === 0 ? (
        <p class="all-well">
          <bdi>{name ?? 'The community'}</bdi> can be archived as it is.
        </p>
      ) : (
        <ul class="actions">
          {findings.map(({ code, severity, where, message, remedy }) => (
            <li
              key={`${code} ${where.id ?? where.name}`}
              class={severity === 'problem' ? 'bad' : 'warn'}
            >
              <p>{message}</p>
              <p>
                <strong>What to do:</strong> <WithLinks text={remedy} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {estimate !== null && <Estimate estimate={estimate} />}
      {archived.length + excluded.length > 0 && (
        <p>
          <Count of={archived.length} /> {archived.length === 1 ? 'channel is' : 'channels are'}{' '}
          archived, <Count of={excluded.length} /> {excluded.length === 1 ? 'is' : 'are'} not.
        </p>
      )}
      {archived.length > 0 && (
        <Scroll label="Channels that are archived" isTall>
          <table>
            <thead>
              <tr>
                <th scope="col">Archived</th>
              </tr>
            </thead>
            <tbody>
              {archived.map((channel) => (
                <tr key={channel.id}>
                  <td>
                    <bdi>{channel.name}</bdi> <span class="muted small">{channel.type}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {excluded.length > 0 && (
        <Scroll label="Channels that are not archived" isTall>
          <table>
            <thead>
              <tr>
                <th scope="col">Not archived</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {excluded.map((channel) => (
                <tr key={channel.id}>
                  <td>
                    <bdi>{channel.name}</bdi> <span class="muted small">{channel.type}</span>
                  </td>
                  <td class="why">{channel.because}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </div>
  );
}

/** A remedy may name an address to go to, as that which invites the bot. */
function WithLinks({ text }: { readonly text: string }): JSX.Element {
  const parts = text.split(/(https:\/\/\S+)/);
  return (
    <>
      {parts.map((part) =>
        part.startsWith('https://') ? (
          <a key={part} href={part} target="_blank" rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

function Estimate({
  estimate,
}: {
  readonly estimate: NonNullable<DoctorView['estimate']>;
}): JSX.Element {
  const { withReactionUsers, withoutReactionUsers } = estimate;
  const messages = Math.round(estimate.messages.likely);
  return (
    <p>
      A first sync reads about <Count of={messages} /> {messages === 1 ? 'message' : 'messages'} and
      takes about{' '}
      <strong>
        <Duration ms={Math.round(withReactionUsers.seconds.likely * 1000)} />
      </strong>{' '}
      with who reacted, <Duration ms={Math.round(withoutReactionUsers.seconds.likely * 1000)} />{' '}
      without. <span class="muted">Estimated from samples.</span>
    </p>
  );
}
