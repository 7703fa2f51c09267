import { describeChecks, type LedgerEntry } from './check.ts';
import { apiKeyChecks } from './store/api-keys.ts';
import { attachmentChecks } from './store/attachments.ts';
import { browserSessionChecks } from './store/browser-sessions.ts';
import { channelChecks } from './store/channels.ts';
import { deletionChecks } from './store/deletions.ts';
import { emptyInputChecks } from './store/empty-inputs.ts';
import { errorChecks } from './store/errors.ts';
import { figureChecks } from './store/figures.ts';
import { messageChecks } from './store/messages.ts';
import { pendingChannelChecks } from './store/pending-channels.ts';
import { pendingReactionChecks } from './store/pending-reactions.ts';
import { progressChecks } from './store/progress.ts';
import { reactionChecks } from './store/reactions.ts';
import { runCreationChecks } from './store/run-creation.ts';
import { runHistoryChecks } from './store/run-history.ts';
import { runLeaseChecks } from './store/run-leases.ts';
import { runScheduleChecks } from './store/run-schedule.ts';
import type { StoreCheck, StoreHarness } from './store/store-check.ts';
import { tenantIsolationChecks } from './store/tenant-isolation.ts';
import { tenantReadingChecks } from './store/tenant-reading.ts';
import { tenantChecks } from './store/tenants.ts';
import { transactionChecks } from './store/transactions.ts';
import { valueChecks } from './store/values.ts';
import { withheldContentChecks } from './store/withheld-content.ts';

/** What every store keeps to. */
export const storeChecks: readonly StoreCheck[] = [
  ...transactionChecks,
  ...messageChecks,
  ...deletionChecks,
  ...valueChecks,
  ...pendingReactionChecks,
  ...reactionChecks,
  ...attachmentChecks,
  ...channelChecks,
  ...progressChecks,
  ...pendingChannelChecks,
  ...withheldContentChecks,
  ...runCreationChecks,
  ...runLeaseChecks,
  ...runScheduleChecks,
  ...runHistoryChecks,
  ...errorChecks,
  ...tenantChecks,
  ...apiKeyChecks,
  ...browserSessionChecks,
  ...figureChecks,
  ...tenantIsolationChecks,
  ...tenantReadingChecks,
  ...emptyInputChecks,
];

/** The tests of one store. */
export function describeStore(
  name: string,
  harness: StoreHarness,
  ledger: readonly LedgerEntry[] = [],
): void {
  describeChecks(`store ${name}`, storeChecks, harness, ledger);
}
