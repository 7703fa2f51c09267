import type { MessagePage } from '../ports/platform-adapter.ts';
import type { ContentGrant } from '../ports/platform-capabilities.ts';
import { concernsOneChannel } from './concerns-one-channel.ts';
import { withRetries } from './retry-policy.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** Looks at a page before it is stored; throws `ContentWithheldError` when it must not be. */
export function judgePage(parts: SyncParts, session: RunSession, page: MessagePage): Promise<void> {
  return parts.content.judge(page, (grant) => checkGrant(parts, session, grant));
}

/** Looks back once all is read; throws `ContentWithheldError` when the last of it was withheld. */
export function judgeEnd(parts: SyncParts, session: RunSession): Promise<void> {
  return parts.content.judgeEnd((grant) => checkGrant(parts, session, grant));
}

async function checkGrant(
  { clock }: SyncParts,
  session: RunSession,
  grant: ContentGrant,
): ReturnType<ContentGrant['check']> {
  try {
    return await withRetries(clock, session.signal, () => grant.check(session.call));
  } catch (error) {
    // The question is about the platform, and no channel's fault: unanswered, it stays open.
    if (concernsOneChannel(error)) return 'unknown';
    throw error;
  }
}
