import { describe, expect, test } from 'bun:test';
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
import { runChecks } from './check.ts';
import type { StoreHarness } from './store/store-check.ts';
import { describeStore, storeChecks } from './store.ts';

function harnessOf(Store: new () => UnitOfWork): StoreHarness {
  return { open: async () => ({ unitOfWork: new Store(), close: async () => {} }) };
}

describeStore('in memory', harnessOf(MemoryStore));

describe('the store suite', () => {
  test.each([
    [CheckpointKept.name, CheckpointKept, 'transaction: a rollback takes back checkpoints'],
    [TakingUntold.name, TakingUntold, 'messages: inserting tells when the store has taken them'],
    [MessagesKept.name, MessagesKept, 'transaction: a rollback takes back messages'],
    [FenceIgnored.name, FenceIgnored, 'runs: a stale fence is lost and writes nothing'],
    [
      LossesUnnoticed.name,
      LossesUnnoticed,
      'runs: a heartbeat is lost when one before it is not there',
    ],
    [
      ChangedCountsCleared.name,
      ChangedCountsCleared,
      'pending reactions: the mark stays when the counts changed meanwhile',
    ],
    [TwoRunsARound.name, TwoRunsARound, 'due runs: one a round, however fast it ends'],
    [
      RemovesTooMuch.name,
      RemovesTooMuch,
      'tenants: one is removed with all its rows, and no other’s',
    ],
    [
      PercentageFalls.name,
      PercentageFalls,
      'runs: a heartbeat notes the channel; its percentage never falls',
    ],
    [
      FailuresOverlooked.name,
      FailuresOverlooked,
      'pending channels: those that failed least often come first',
    ],
    [
      PageEdgeTwice.name,
      PageEdgeTwice,
      'history: runs come newest first, page after page, each once',
    ],
    [
      ReadsEverything.name,
      ReadsEverything,
      'reading as a tenant: nothing is there that is another’s',
    ],
    [
      WithheldForEver.name,
      WithheldForEver,
      'withheld: stretches are listed until they are crossed off',
    ],
    [CancelsTooMuch.name, CancelsTooMuch, 'isolation: a run that waits is cancelled alone'],
    [RevokedByAnybody.name, RevokedByAnybody, 'api keys: one is revoked by whose it is, once'],
    [
      SessionsOutlive.name,
      SessionsOutlive,
      'browser sessions: one reads back whole, until it is removed',
    ],
    [
      DaysByLocalTime.name,
      DaysByLocalTime,
      'figures: messages are counted by the day they were sent',
    ],
    [TwoActiveRuns.name, TwoActiveRuns, 'runs: fifty at once make one run'],
    [
      AttachmentsNeverRemoved.name,
      AttachmentsNeverRemoved,
      'attachments: replace removes what is no longer there',
    ],
    [UnchangedCounted.name, UnchangedCounted, 'messages: repeating a batch changes nothing'],
  ] as const)('catches %s', async (_, Store, expected) => {
    const checks = storeChecks.filter(({ name }) => name === expected);
    const results = await runChecks(checks, harnessOf(Store));
    expect(results).toEqual([{ name: expected, error: expect.any(Error) }]);
  });
});
