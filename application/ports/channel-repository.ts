import type { Channel, ChannelId, TenantId } from '@annals/domain';

/** The channels and threads of a tenant, gone ones included. */
export interface ChannelRepository {
  /** Stores channels by their key. A row that would not change is not written. Clears `removedAt`. */
  upsert(channels: readonly Omit<Channel, 'removedAt'>[]): Promise<void>;
  /**
   * Marks as removed, at `at`, every channel that is no thread and not among `presentIds`, and the
   * threads below it. Returns the ids newly marked, in no order.
   */
  markAbsent(tenantId: TenantId, presentIds: readonly ChannelId[], at: Date): Promise<ChannelId[]>;
  /** Marks one channel, and the threads below it, as removed at `at` unless it is already. */
  markRemoved(tenantId: TenantId, channelId: ChannelId, at: Date): Promise<void>;
  /** Those of `channelIds` that are marked as removed. */
  findRemoved(tenantId: TenantId, channelIds: readonly ChannelId[]): Promise<ChannelId[]>;
  find(tenantId: TenantId, channelId: ChannelId): Promise<Channel | null>;
}
