import { type TenantId, wholeStretch } from '@annals/domain';
import type { Repositories } from '../ports/unit-of-work.ts';
import type { WithheldChannel } from './content-doubt.ts';
import type { RunSession } from './run-session.ts';
import type { SyncParts } from './sync-parts.ts';

/** Notes stretches as withheld, each joined with what is noted of its channel already. */
export async function noteWithheld(
  { adapter }: SyncParts,
  { progress }: Repositories,
  tenantId: TenantId,
  stretches: readonly WithheldChannel[],
): Promise<void> {
  for (const { channelId, ...stretch } of stretches) {
    const [known] = await progress.find(tenantId, [channelId]);
    const whole = wholeStretch(known?.withheld ?? null, stretch, adapter.messageIdOrder);
    await progress.noteWithheld(tenantId, channelId, whole);
  }
}

/** The same in a transaction of its own, for a run that ends here. */
export async function noteAllWithheld(parts: SyncParts, session: RunSession): Promise<void> {
  const { due } = parts.content;
  if (due.length === 0) return;
  await session.write(async (repositories) => {
    await noteWithheld(parts, repositories, session.lease.tenantId, due);
    return {};
  });
  parts.content.noted(due);
}
