import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Page } from '../../paging.ts';
import type { ChannelView } from '../../views/channel-view.ts';
import { Ago, Count } from '../exact.tsx';
import { useKeptFocus } from '../keep-focus.ts';
import { Scroll } from '../scroll.tsx';
import { Empty, Shown, State } from '../states.tsx';
import { useAction } from '../use-action.ts';
import { usePages } from '../use-pages.ts';
import { channelWords } from '../words.ts';
import { ReasonRow } from './reason-row.tsx';

interface ChannelListProps {
  readonly tenantId: string;
  /** Another one when there may be more to show. */
  readonly news: string;
}

/** Where the reading of each channel stands, and why one was skipped. */
export function ChannelList({ tenantId, news }: ChannelListProps): JSX.Element {
  const path = `/api/tenants/${tenantId}/sync/channels?limit=200`;
  const { loaded, reload, showMore } = usePages<ChannelView>(path, news);
  const hasMore = loaded.state === 'ready' && loaded.answer.nextCursor !== null;
  const list = useKeptFocus<HTMLElement>(`${hasMore}`);
  return (
    <section aria-labelledby="channels-title" tabIndex={-1} ref={list}>
      <h2 id="channels-title">Channels</h2>
      <Shown loaded={loaded} reload={reload} what="the channels">
        {(page) =>
          page.items.length === 0 ? (
            <Empty>
              <p>None known yet: the first sync lists them.</p>
            </Empty>
          ) : (
            <Channels page={page} showMore={showMore} />
          )
        }
      </Shown>
    </section>
  );
}

interface ChannelsProps {
  readonly page: Page<ChannelView>;
  readonly showMore: () => Promise<void>;
}

function Channels({ page, showMore }: ChannelsProps): JSX.Element {
  const [wantsProblemsOnly, setWantsProblemsOnly] = useState(false);
  const more = useAction();
  const names = new Map(page.items.map(({ channelId, name }) => [channelId, name]));
  const problems = page.items.filter(({ lastError }) => lastError !== null);
  const others = page.items.filter(({ lastError }) => lastError === null);
  const shown = wantsProblemsOnly ? problems : [...problems, ...others];
  return (
    <>
      {problems.length > 0 && (
        <label class="small">
          <input
            type="checkbox"
            checked={wantsProblemsOnly}
            onChange={(event) => setWantsProblemsOnly(event.currentTarget.checked)}
          />{' '}
          Only the <Count of={problems.length} /> that could not be read
          {page.nextCursor !== null && ', of those shown'}
        </label>
      )}
      <Scroll label="Table of channels" isTall>
        <table>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Messages
              </th>
              <th scope="col">Newest message</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((channel) => (
              <ChannelRow key={channel.channelId} channel={channel} names={names} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {page.nextCursor !== null && (
        <button type="button" aria-disabled={more.isBusy} onClick={() => void more.run(showMore)}>
          Show more channels
        </button>
      )}
    </>
  );
}

interface ChannelRowProps {
  readonly channel: ChannelView;
  /** Of channels, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

function ChannelRow({ channel, names }: ChannelRowProps): JSX.Element {
  const { name, type, parentId, syncStatus, messages, lastMessageAt, lastError } = channel;
  const parent = parentId === null ? undefined : names.get(parentId);
  return (
    <>
      <tr>
        <td>
          <bdi>{name}</bdi>{' '}
          <span class="muted small">
            {type}
            {parent !== undefined && (
              <>
                {' '}
                in <bdi>{parent}</bdi>
              </>
            )}
          </span>
        </td>
        <td>
          <State word={channelWords[syncStatus]} />
        </td>
        <td class="number">
          <Count of={messages} />
        </td>
        <td>
          {lastMessageAt === null ? <span class="muted">none</span> : <Ago at={lastMessageAt} />}
        </td>
      </tr>
      {lastError !== null && <ReasonRow columns={4} text={lastError} />}
    </>
  );
}
