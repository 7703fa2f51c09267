import { expect } from 'bun:test';
import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import { type Check, describeChecks, type LedgerEntry } from './check.ts';
import { anonymityChecks } from './platform/anonymity-checks.ts';
import { callChecks } from './platform/call-checks.ts';
import { channelChecks } from './platform/channel-checks.ts';
import { contentChecks } from './platform/content-checks.ts';
import { diagnosisChecks } from './platform/diagnosis-checks.ts';
import { messageChecks } from './platform/message-checks.ts';
import type { PlatformCheck } from './platform/platform-check.ts';
import type { PlatformHarness, PlatformOffer } from './platform/platform-harness.ts';
import { onStage } from './platform/stage.ts';
import { threadChecks } from './platform/thread-checks.ts';
import { smallWorld } from './platform/worlds.ts';

export type * from './platform/platform-harness.ts';

/** What every platform's adapter keeps to. */
export const platformChecks: readonly PlatformCheck[] = [
  ...messageChecks,
  ...contentChecks,
  ...anonymityChecks,
  ...channelChecks,
  ...threadChecks,
  ...callChecks,
  ...diagnosisChecks,
];

/** The checks as they apply to one platform: what it does not offer must not be there at all. */
export function platformChecksFor({ offers }: PlatformHarness): readonly Check<PlatformHarness>[] {
  return platformChecks.map((check) => {
    const missing = (check.needs ?? []).filter((offer) => !offers.includes(offer));
    if (missing.length === 0) return check;
    return { name: `${check.name} (not offered: ${missing.join(', ')})`, run: lacks(missing) };
  });
}

/** The tests of one platform's adapter. */
export function describePlatform(
  name: string,
  harness: PlatformHarness,
  ledger: readonly LedgerEntry[] = [],
): void {
  describeChecks(`platform ${name}`, platformChecksFor(harness), harness, ledger);
}

function lacks(missing: readonly PlatformOffer[]): PlatformCheck['run'] {
  const capability = (adapter: PlatformAdapter, offer: PlatformOffer) =>
    // Burst reactions are no capability of their own that could be missing.
    offer === 'burstReactions' ? undefined : adapter[offer];
  return (harness) =>
    onStage(harness, smallWorld, async ({ adapter }) => {
      for (const offer of missing) expect(capability(adapter, offer)).toBeUndefined();
    });
}
