import type { ChannelId, MessageId, TenantId } from '@annals/domain';
import type { MessageKey } from './attachment-repository.ts';

/** Stored messages that the platform no longer showed where they stood: deleted, or left out by it. */
export interface MissingMessagesRepository {
  /**
   * Marks messages that did not come where they stood, tombstones left out. An earlier mark keeps its
   * time.
   */
  mark(
    tenantId: TenantId,
    channelId: ChannelId,
    messageIds: readonly MessageId[],
    at: Date,
  ): Promise<void>;
  /**
   * Of channels that are not removed, and not among `except`, those missing longest first; at most
   * `limit`. `of`: of these channels alone, and the threads below them; null or left out: of all.
   */
  list(
    tenantId: TenantId,
    limit: number,
    except?: readonly ChannelId[],
    of?: ReadonlySet<ChannelId> | null,
  ): Promise<MessageKey[]>;
  /** Takes the mark off messages that are there after all. */
  clear(tenantId: TenantId, messages: readonly MessageKey[]): Promise<void>;
}
