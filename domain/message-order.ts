import type { MessageId } from './ids.ts';

/**
 * How a platform orders the ids of one channel's messages. The core never orders ids by itself:
 * on Discord they are 64-bit integers, on Slack decimal seconds.
 */
export interface MessageIdOrder {
  /** Negative when `a` is older than `b`, 0 when they are the same, positive when newer. */
  compare(a: MessageId, b: MessageId): number;
  /** An id (of no real message, perhaps) that is older than every message sent at or after `time`. */
  justBefore(time: Date): MessageId;
  /** When the message with this id was sent, as far as the id tells; null when it does not. */
  timeOf(messageId: MessageId): Date | null;
}

/** The newer of two ids; null counts as older than everything. */
export function newerMessageId(
  order: MessageIdOrder,
  a: MessageId | null,
  b: MessageId | null,
): MessageId | null {
  if (a === null || b === null) return a ?? b;
  return order.compare(a, b) >= 0 ? a : b;
}
