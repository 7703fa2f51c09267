import type { MessageId, MessageIdOrder } from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';

/** From a page that ends where it was to begin, or before, one would go on for ever. */
export function refuseRepetition(
  { lastId }: MessagePage,
  after: MessageId | null,
  order: MessageIdOrder,
): void {
  if (lastId === null || after === null || order.compare(lastId, after) > 0) return;
  throw new PlatformError('unavailable', 'The platform repeats messages and does not go on.');
}
