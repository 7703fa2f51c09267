import type { ChannelId, PlatformChannel, Tenant } from '@annals/domain';
import type { PlatformCall } from '../ports/platform-call.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** How long a list of what is public holds; a first sync takes hours. Milliseconds. */
const LIST_TTL_MS = 5 * 60_000;
/** The same once it refuses what is listed there: then the bot may be removed from the community. */
const LIST_TTL_AFTER_REFUSAL_MS = 2_000;
/** Threads of a channel that are refused one after the other until the channel is what shuts the bot out. */
const REFUSALS_IN_A_ROW = 3;

/** The platform shows the community to the bot no more: none of its channels can be read. */
export class CommunityLostError extends Error {
  /** `message`: the platform's own sentence. */
  constructor(message: string) {
    super(message);
    this.name = 'CommunityLostError';
  }
}

type PublicChannelsParts = Pick<SyncParts, 'adapter' | 'clock' | 'unitOfWork'>;

/**
 * Asks the platform something of one channel, again where it is `unavailable`. Rejects with
 * `forbidden` when the channel, or that of a thread, is public no longer, and when the threads of
 * that channel are refused; with `CommunityLostError` when none can be read any more; with the run's
 * reason as soon as it must not go on.
 */
export type Ask = <Answer>(question: (call: PlatformCall) => Promise<Answer>) => Promise<Answer>;

/**
 * What is public, as the platform said within the last minutes: a channel may be closed to everybody
 * but the bot while a run is on its way to it.
 */
export class PublicChannels {
  readonly #parts: PublicChannelsParts;
  readonly #session: RunSession;
  readonly #tenant: Tenant;
  #ids: ReadonlySet<ChannelId> = new Set();
  /** Unix milliseconds. */
  #listedAt = Number.NEGATIVE_INFINITY;
  #ttlMs = LIST_TTL_MS;
  #listing: Promise<unknown> | null = null;
  /** Why the threads of a channel are not asked for. */
  readonly #refusals = new Map<ChannelId, PlatformError>();
  /** Of how many threads of a channel nothing but refusals came last. */
  readonly #refusedInARow = new Map<ChannelId, number>();

  constructor(parts: PublicChannelsParts, session: RunSession, tenant: Tenant) {
    this.#parts = parts;
    this.#session = session;
    this.#tenant = tenant;
  }

  /** Asks the platform: the channels, no threads, that everybody may read. */
  async list(): Promise<readonly PlatformChannel[]> {
    const { adapter, clock } = this.#parts;
    const channels = await adapter.listChannels(this.#tenant.platformId, this.#session.call);
    this.#ids = new Set(channels.map(({ id }) => id));
    this.#listedAt = clock.now().getTime();
    this.#ttlMs = LIST_TTL_MS;
    return channels;
  }

  /** Whether a channel that is no thread was public when that was last looked up. */
  has(channelId: ChannelId): boolean {
    return this.#ids.has(channelId);
  }

  /**
   * Notes that a channel shuts the bot out of its threads: asked one by one, each would be refused, and
   * platforms have enough of that before the others are read.
   */
  noteRefusal(parentId: ChannelId, error: PlatformError): void {
    this.#refusals.set(parentId, error);
  }

  askOf({ channelId, listed }: Pick<PendingChannel, 'channelId' | 'listed'>): Ask {
    if (listed === null) return this.#askAfter(async () => {});
    if (listed.type !== 'thread') return this.askOfPlace(channelId);
    return this.#askOfThread(listed.parentId ?? channelId);
  }

  /** The same for a channel that is no thread. */
  askOfPlace(channelId: ChannelId): Ask {
    return this.#askAfter(() => this.#refuseHidden(channelId));
  }

  /** The same for a channel of which only the id is known: asks the store once, whatever follows. */
  async askById(channelId: ChannelId): Promise<Ask> {
    const { channels } = this.#parts.unitOfWork.repositories;
    return this.askOf({ channelId, listed: await channels.find(this.#tenant.id, channelId) });
  }

  /**
   * Rejects with `CommunityLostError` when the last refusals were the community's, and not some channels':
   * nothing that was asked since has told.
   */
  async refuseLost(): Promise<void> {
    if (this.#ttlMs === LIST_TTL_MS) return;
    try {
      await this.#listAgain();
    } catch (error) {
      if (!concernsOneChannel(error)) throw error;
    }
  }

  #askOfThread(parentId: ChannelId): Ask {
    const ask = this.#askAfter(async () => {
      await this.#refuseHidden(parentId);
      const refusal = this.#refusals.get(parentId);
      if (refusal !== undefined) throw refusal;
    });
    return (question) => ask((call) => this.#countRefusals(parentId, () => question(call)));
  }

  /** Shut out in the middle of a run, the bot would be refused once for every thread. */
  async #countRefusals<Answer>(
    parentId: ChannelId,
    question: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      const answer = await question();
      this.#refusedInARow.delete(parentId);
      return answer;
    } catch (error) {
      if (isRefusal(error)) {
        const inARow = (this.#refusedInARow.get(parentId) ?? 0) + 1;
        this.#refusedInARow.set(parentId, inARow);
        if (inARow === REFUSALS_IN_A_ROW) {
          this.noteRefusal(parentId, error);
          // Or is it the community that does? The list, which is asked for next, tells.
          this.#listedAt = Number.NEGATIVE_INFINITY;
        }
      }
      throw error;
    }
  }

  #askAfter(refuseHidden: () => Promise<void>): Ask {
    const { signal, call } = this.#session;
    return (question) =>
      withRetries(this.#parts.clock, signal, async () => {
        signal.throwIfAborted();
        await refuseHidden();
        try {
          return await question(call);
        } catch (error) {
          if (isRefusal(error)) this.#ttlMs = LIST_TTL_AFTER_REFUSAL_MS;
          throw error;
        }
      });
  }

  async #refuseHidden(channelId: ChannelId): Promise<void> {
    // From a clock that was set back since nobody learns how old the list is.
    const age = Math.abs(this.#parts.clock.now().getTime() - this.#listedAt);
    if (age > this.#ttlMs) await this.#listAgain();
    if (this.#ids.has(channelId)) return;
    throw new PlatformError(
      'forbidden',
      'It is not public any more, so that it is read no further.',
    );
  }

  /** Once for all channels that are read at the same time. What fails is no fault of theirs. */
  async #listAgain(): Promise<void> {
    this.#listing ??= this.list().finally(() => {
      this.#listing = null;
    });
    try {
      await this.#listing;
    } catch (error) {
      if (!concernsOneChannel(error)) throw error;
      if (error.isOutOfReach) throw new CommunityLostError(error.message);
      const why = `What is public could not be looked up again. ${error.message}`;
      throw new PlatformError('unavailable', why);
    }
  }
}

function isRefusal(error: unknown): error is PlatformError {
  return error instanceof PlatformError && error.code === 'forbidden';
}
