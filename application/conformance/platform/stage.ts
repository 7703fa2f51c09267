import type { ChannelId, MessageId, PlatformMessage, PlatformUserId } from '@annals/domain';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';
import type {
  ArchivedThreads,
  ContentGrant,
  MessageLookup,
  ReactionKind,
  ReactionUsers,
} from '../../ports/platform-capabilities.ts';
import type { PlatformDiagnosis } from '../../ports/platform-diagnosis.ts';
import { PlatformError } from '../../ports/platform-error.ts';
import type {
  PlatformHarness,
  PlatformOffer,
  PlatformWorld,
  ServedPlatform,
} from './platform-harness.ts';

/** More pages than any world here has: a listing that goes on is one that never ends. */
const MOST_PAGES = 500;

/** A served world, with the ways in which the checks look at it. */
export class Stage {
  readonly served: ServedPlatform;
  readonly #offers: readonly PlatformOffer[];
  requests = 0;

  constructor(served: ServedPlatform, offers: readonly PlatformOffer[]) {
    this.served = served;
    this.#offers = offers;
  }

  get adapter(): PlatformAdapter {
    return this.served.adapter;
  }

  get archivedThreads(): ArchivedThreads {
    return present(this.adapter.archivedThreads, 'the capability archivedThreads');
  }

  get reactionUsers(): ReactionUsers {
    return present(this.adapter.reactionUsers, 'the capability reactionUsers');
  }

  get messageLookup(): MessageLookup {
    return present(this.adapter.messageLookup, 'the capability messageLookup');
  }

  get diagnosis(): PlatformDiagnosis {
    return present(this.adapter.diagnosis, 'the capability diagnosis');
  }

  get contentGrant(): ContentGrant {
    return present(this.adapter.contentGrant, 'the capability contentGrant');
  }

  withholdContent(isWithheld: boolean): void {
    present(this.served.withholdContent, 'withholdContent').call(this.served, isWithheld);
  }

  offers(offer: PlatformOffer): boolean {
    return this.#offers.includes(offer);
  }

  call(signal: AbortSignal = new AbortController().signal): PlatformCall {
    const requestSent = () => {
      this.requests += 1;
    };
    return { signal, meter: { requestSent, rateLimitWaited: () => {} } };
  }

  channel(key: string): ChannelId {
    return present(this.served.ids.channels.get(key), `an id for channel ${key}`);
  }

  message(key: string): MessageId {
    return present(this.served.ids.messages.get(key), `an id for message ${key}`);
  }

  person(key: string): PlatformUserId {
    return present(this.served.ids.people.get(key), `an id for person ${key}`);
  }

  page(channel: string, after: MessageId | null, limit = 100): Promise<MessagePage> {
    return this.adapter.listMessages(this.channel(channel), { after, limit }, this.call());
  }

  /** Every message of a channel after a position, page after page, in the order in which they came. */
  async read(
    channel: string,
    limit = 100,
    position: MessageId | null = null,
  ): Promise<PlatformMessage[]> {
    return (await this.pages(channel, limit, position)).flatMap(({ messages }) => messages);
  }

  /** Every page of a channel after a position; the last one is empty. */
  async pages(
    channel: string,
    limit: number,
    position: MessageId | null = null,
  ): Promise<MessagePage[]> {
    const pages: MessagePage[] = [];
    let after = position;
    while (pages.length < MOST_PAGES) {
      const page: MessagePage = await this.page(channel, after, limit);
      pages.push(page);
      if (page.lastId === null) return pages;
      after = page.lastId;
    }
    throw new Error(`Reading ${channel} does not end: the last page ends at ${after}`);
  }

  /** The archived threads of a channel over all pages, and the bookmark to keep. */
  async listArchived(
    channel: string,
    listedUntil: string | null = null,
  ): Promise<{ readonly ids: readonly ChannelId[]; readonly bookmark: string | null }> {
    const ids: ChannelId[] = [];
    let bookmark: string | null = null;
    let page: string | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const answer: Awaited<ReturnType<ArchivedThreads['listArchivedThreads']>> =
        await this.archivedThreads.listArchivedThreads(
          this.channel(channel),
          { page, listedUntil },
          this.call(),
        );
      ids.push(...answer.threads.map(({ id }) => id));
      if (pages === 0) bookmark = answer.bookmark;
      page = answer.nextPage;
      if (page === null) return { ids, bookmark };
    }
    throw new Error(`Listing the archived threads of ${channel} does not end`);
  }

  /** Who reacted, over all pages, each once. */
  async reactors(
    of: { readonly channel: string; readonly message: string; readonly emoji: string },
    kind: ReactionKind,
  ): Promise<PlatformUserId[]> {
    const users = new Set<PlatformUserId>();
    let page: string | null = null;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const answer: Awaited<ReturnType<ReactionUsers['listReactionUsers']>> =
        await this.reactionUsers.listReactionUsers(
          {
            channelId: this.channel(of.channel),
            messageId: this.message(of.message),
            emoji: { emojiType: 'standard', emojiValue: of.emoji },
            kind,
            page,
          },
          this.call(),
        );
      for (const user of answer.userIds) users.add(user);
      page = answer.nextPage;
      if (page === null) return [...users].sort();
    }
    throw new Error(`Listing who reacted to ${of.message} does not end`);
  }
}

/** Serves the world for as long as `act` looks at it. */
export async function onStage(
  harness: PlatformHarness,
  world: PlatformWorld,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const served = await harness.serve(world);
  try {
    await act(new Stage(served, harness.offers));
  } finally {
    await served.close();
  }
}

/** What a call is refused with; `none` when it answers, or fails otherwise. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.catch((reason: unknown) => reason);
  return error instanceof PlatformError ? error.code : 'none';
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The harness lacks ${what}`);
  return value;
}
