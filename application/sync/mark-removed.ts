import type { ChannelId } from '@annals/domain';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** Notes that a channel is gone. What was written there, and who reacted, stays: nobody took it back. */
export async function markRemoved(
  { clock }: SyncParts,
  session: RunSession,
  channelId: ChannelId,
): Promise<void> {
  await session.write(async ({ channels }) => {
    await channels.markRemoved(session.lease.tenantId, channelId, clock.now());
    return {};
  });
}
