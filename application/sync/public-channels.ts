import type { ChannelId, PlatformChannel, Tenant } from '@annals/domain';
import { PlatformError } from '../ports/platform-error.ts';
import type { PendingChannel } from '../ports/sync-progress-repository.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** For so long a list of what is public is believed; a first sync takes hours. Milliseconds. */
const BELIEVED_MS = 5 * 60_000;

type PublicChannelsParts = Pick<SyncParts, 'adapter' | 'clock' | 'unitOfWork'>;

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
  #listing: Promise<unknown> | null = null;

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
    return channels;
  }

  /** Rejects with `forbidden` when a channel, or that of a thread, is public no longer. */
  async refuseHidden({
    channelId,
    listed,
  }: Pick<PendingChannel, 'channelId' | 'listed'>): Promise<void> {
    if (listed === null) return;
    await this.refuseHiddenPlace(
      listed.type === 'thread' ? (listed.parentId ?? channelId) : channelId,
    );
  }

  /** The same of a channel that is no thread. */
  async refuseHiddenPlace(channelId: ChannelId): Promise<void> {
    if (this.#parts.clock.now().getTime() - this.#listedAt > BELIEVED_MS) await this.#listAgain();
    if (this.#ids.has(channelId)) return;
    throw new PlatformError(
      'forbidden',
      'It is not public any more, so that it is read no further.',
    );
  }

  /** The same for a channel of which only the id is known: asks the store once, whatever follows. */
  async gateOf(channelId: ChannelId): Promise<() => Promise<void>> {
    const { channels } = this.#parts.unitOfWork.repositories;
    const listed = await channels.find(this.#tenant.id, channelId);
    return () => this.refuseHidden({ channelId, listed });
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
      const why = `What is public could not be looked up again. ${error.message}`;
      throw new PlatformError('unavailable', why);
    }
  }
}
