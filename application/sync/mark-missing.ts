import type { ChannelId, MessageId, TenantId } from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { SyncParts } from './sync-parts.ts';

/** A part of a channel that was read again, and what came. */
export interface ReadAgain {
  readonly channelId: ChannelId;
  readonly after: MessageId | null;
  /** Null: the end. */
  readonly upTo: MessageId | null;
  readonly came: ReadonlySet<MessageId | null>;
}

/** Marks what is stored between the ends of what was read again, and did not come; how many. */
export async function markMissing(
  { adapter, clock }: SyncParts,
  { messages, missingMessages }: Repositories,
  tenantId: TenantId,
  { channelId, after, upTo, came }: ReadAgain,
): Promise<number> {
  const { messageIdOrder: order, messageLookup } = adapter;
  if (messageLookup === undefined) return 0;
  const from = (after && order.timeOf(after)) ?? new Date(0);
  const until = upTo && order.timeOf(upTo);
  const stored = await messages.idsSent(tenantId, channelId, from, until);
  const missing = stored.filter(
    (id) =>
      !came.has(id) &&
      (after === null || order.compare(id, after) > 0) &&
      (upTo === null || order.compare(id, upTo) <= 0),
  );
  await missingMessages.mark(tenantId, channelId, missing, clock.now());
  return missing.length;
}
