import { type Check, describeChecks } from './check.ts';
import { adminChecks } from './queue/admin-checks.ts';
import { consumerChecks } from './queue/consumer-checks.ts';
import { enqueueChecks } from './queue/enqueue-checks.ts';
import { outcomeChecks } from './queue/outcome-checks.ts';
import { onTrial, type QueueHarness } from './queue/queue-harness.ts';

/** What every queue keeps to. */
export const queueChecks: readonly Check<QueueHarness>[] = [
  ...enqueueChecks,
  ...outcomeChecks,
  ...consumerChecks,
  ...adminChecks,
].map((check) => ({ name: check.name, run: (harness) => onTrial(check, harness) }));

/** The tests of one queue. */
export function describeQueue(
  name: string,
  harness: QueueHarness,
  ledger?: Parameters<typeof describeChecks>[3],
): void {
  describeChecks(`queue ${name}`, queueChecks, harness, ledger);
}
