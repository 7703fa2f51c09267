import { describe } from 'bun:test';
import { MemoryStore } from '../fakes/memory-store.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { AttachmentsNeverRemoved } from './broken/store-attachments-never-removed.ts';
import { CancelsTooMuch } from './broken/store-cancels-too-much.ts';
import { ChangedCountsCleared } from './broken/store-changed-counts-cleared.ts';
import { CheckpointKept } from './broken/store-checkpoint-kept.ts';
import { DaysByLocalTime } from './broken/store-days-by-local-time.ts';
import { FailuresOverlooked } from './broken/store-failures-overlooked.ts';
import { FenceIgnored } from './broken/store-fence-ignored.ts';
import { LossesUnnoticed } from './broken/store-losses-unnoticed.ts';
import { MessagesKept } from './broken/store-messages-kept.ts';
import { PageEdgeTwice } from './broken/store-page-edge-twice.ts';
import { PercentageFalls } from './broken/store-percentage-falls.ts';
import { ReadsEverything } from './broken/store-reads-everything.ts';
import { RemovesTooMuch } from './broken/store-removes-too-much.ts';
import { RevokedByAnybody } from './broken/store-revoked-by-anybody.ts';
import { SessionsOutlive } from './broken/store-sessions-outlive.ts';
import { TakingUntold } from './broken/store-taking-untold.ts';
import { TwoActiveRuns } from './broken/store-two-active-runs.ts';
import { TwoRunsARound } from './broken/store-two-runs-a-round.ts';
import { UnchangedCounted } from './broken/store-unchanged-counted.ts';
import { WithheldForEver } from './broken/store-withheld-for-ever.ts';
import { testCaught } from './broken/test-caught.ts';
import type { StoreHarness } from './store/store-check.ts';
import { describeStore, storeChecks } from './store.ts';

function harnessOf(Store: new () => UnitOfWork): StoreHarness {
  return { open: async () => ({ unitOfWork: new Store(), close: async () => {} }) };
}

describeStore('in memory', harnessOf(MemoryStore));

describe('the store suite', () => {
  const faults: readonly (readonly [new () => UnitOfWork, string])[] = [
    [CheckpointKept, 'transaction: a rollback takes back checkpoints'],
    [TakingUntold, 'messages: inserting tells when the store has taken them'],
    [MessagesKept, 'transaction: a rollback takes back messages'],
    [FenceIgnored, 'runs: a stale fence is lost and writes nothing'],
    [LossesUnnoticed, 'runs: a heartbeat is lost when one before it is not there'],
    [ChangedCountsCleared, 'pending reactions: the mark stays when the counts changed meanwhile'],
    [TwoRunsARound, 'due runs: one a round, however fast it ends'],
    [RemovesTooMuch, 'tenants: one is removed with all its rows, and no other’s'],
    [PercentageFalls, 'runs: a heartbeat notes the channel; its percentage never falls'],
    [FailuresOverlooked, 'pending channels: those that failed least often come first'],
    [PageEdgeTwice, 'history: runs come newest first, page after page, each once'],
    [ReadsEverything, 'reading as a tenant: nothing is there that is another’s'],
    [WithheldForEver, 'withheld: stretches are listed until they are crossed off'],
    [CancelsTooMuch, 'isolation: a run that waits is cancelled alone'],
    [RevokedByAnybody, 'api keys: one is revoked by whose it is, once'],
    [SessionsOutlive, 'browser sessions: one reads back whole, until it is removed'],
    [DaysByLocalTime, 'figures: messages are counted by the day they were sent'],
    [TwoActiveRuns, 'runs: fifty at once make one run'],
    [AttachmentsNeverRemoved, 'attachments: replace removes what is no longer there'],
    [UnchangedCounted, 'messages: repeating a batch changes nothing'],
  ];

  testCaught(faults, storeChecks, harnessOf);
});
