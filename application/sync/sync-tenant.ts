import type { Tenant } from '@annals/domain';
import { checkMissing } from './check-missing.ts';
import { discoverChannels } from './discover-channels.ts';
import { judgeEnd } from './judge-content.ts';
import { noteAllWithheld } from './note-withheld.ts';
import { PublicChannels } from './public-channels.ts';
import { ReadingProgress } from './reading-progress.ts';
import { rereadWithheld } from './reread-withheld.ts';
import type { RunSession } from './run-session.ts';
import { syncChannels } from './sync-channels.ts';
import type { SyncParts } from './sync-parts.ts';
import { syncReactionUsers } from './sync-reaction-users.ts';

/**
 * One run over one community: the catalogue of channels, then their messages, then those that came
 * blank before, then those that were deleted, then who reacted.
 * Resolves when everything that could be read is stored; what could not is noted in the session.
 */
export async function syncTenant(
  parts: SyncParts,
  session: RunSession,
  tenant: Tenant,
): Promise<void> {
  const publicChannels = new PublicChannels(parts, session, tenant);
  await discoverChannels(parts, session, tenant, publicChannels);
  const reactionUsers = parts.settings.readReactionUsers ? parts.adapter.reactionUsers : undefined;
  const readsReactions = reactionUsers !== undefined;
  const reading = new ReadingProgress(parts.clock, { readsReactions });
  session.startReading(reading);
  try {
    await syncChannels(parts, session, tenant, { publicChannels, progress: reading });
    await rereadWithheld(parts, session, tenant, publicChannels);
    await judgeEnd(parts, session);
  } catch (error) {
    // What is stored blank is behind the checkpoints: the next run would not come to doubt it.
    parts.content.raiseUnlessTold();
    throw error;
  } finally {
    await noteAllWithheld(parts, session);
  }
  const { messageLookup } = parts.adapter;
  if (messageLookup !== undefined) {
    await checkMissing(parts, session, tenant, { messageLookup, publicChannels });
  }
  if (reactionUsers !== undefined) {
    await syncReactionUsers(parts, session, tenant, { publicChannels, reactionUsers, reading });
  }
  await publicChannels.refuseLost();
}
