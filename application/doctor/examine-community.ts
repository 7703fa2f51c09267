import {
  createAnonymiser,
  type IdHasher,
  type PlatformChannel,
  type PlatformId,
} from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { PlatformPlugin } from '../ports/platform-plugin.ts';
import type { Platforms } from '../runs/platforms.ts';
import {
  contentWithheld,
  notExamined,
  nothingPublic,
  notLoaded,
  notReached,
  settingMissing,
  unanswered,
  wrongForm,
} from './community-findings.ts';
import type { CommunityReport } from './doctor-report.ts';
import { estimateFirstSync } from './estimate-first-sync.ts';
import { examineClock } from './examine-clock.ts';
import { type ExamineCommunityRequest, ReportInWork } from './report-in-work.ts';

export interface ExamineCommunityParts {
  readonly plugins: ReadonlyMap<string, PlatformPlugin>;
  readonly platforms: Platforms;
  readonly clock: Clock;
  readonly hasher: IdHasher;
  readonly channelConcurrency: number;
}

/** Looks at this many pages at most for an estimate: some ten seconds at a usual distance. */
const MOST_SAMPLES = 100;
/** Whoever asked is still there. */
const DEADLINE_MS = 120_000;

const tooSlow = new PlatformError(
  'rate_limited',
  'The platform answers too slowly: what was not examined by now is missing.',
);

/** One community, whether it is a tenant or not. What goes wrong is a finding, never an error. */
export async function examineCommunity(
  parts: ExamineCommunityParts,
  request: ExamineCommunityRequest,
): Promise<CommunityReport> {
  const report = new ReportInWork(request);
  const plugin = parts.plugins.get(request.platform);
  if (plugin === undefined) return report.with(notLoaded(request.platform, parts.plugins));
  const missing = parts.platforms.missingSetting(request.platform);
  if (missing !== null) return report.with(settingMissing(missing));
  const platformId = plugin.platformIdSchema.safeParse(request.platformId);
  if (!platformId.success) {
    return report.with(wrongForm(request, platformId.error.issues[0]?.message));
  }
  const adapter = parts.platforms.adapterOf(request.platform);
  if (adapter === null) return report.with(notExamined(request.platform));
  const over = new AbortController();
  const deadline = new AbortController();
  void parts.clock.sleep(DEADLINE_MS, over.signal).then(() => deadline.abort(tooSlow));
  try {
    await examine(parts, report, { adapter, platformId: platformId.data, signal: deadline.signal });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    report.add(unanswered(plugin, error));
  } finally {
    over.abort();
  }
  return report.done();
}

interface Question {
  readonly adapter: PlatformAdapter;
  readonly platformId: PlatformId;
  readonly signal: AbortSignal;
}

async function examine(
  { clock, hasher, channelConcurrency }: ExamineCommunityParts,
  report: ReportInWork,
  { adapter, platformId, signal }: Question,
): Promise<void> {
  const { diagnosis, contentGrant } = adapter;
  const call = { signal, meter: report.meter };
  const { platform, wantsEstimate } = report.request;
  if (diagnosis !== undefined) {
    report.add(await examineClock(clock, platform, () => diagnosis.serverTime(call)));
  }
  if (contentGrant !== undefined && (await contentGrant.check(call)) === 'withheld') {
    report.add(contentWithheld(platform, contentGrant.remedy));
  }
  const named = anonymousNames(adapter, hasher);
  if (diagnosis === undefined) {
    report.add(notExamined(platform));
    report.set({ archived: await listed(report, { adapter, platformId, signal }, named) });
    return;
  }
  const { name, archived, excluded, findings } = await diagnosis.examineCommunity(platformId, call);
  for (const { where, ...found } of findings) {
    report.add({ ...found, where: where.kind === 'channel' ? named(where) : where });
  }
  report.set({
    name,
    archived: archived.map(named).toSorted(byName),
    excluded: excluded.map(named).toSorted(byName),
  });
  if (name === null) return;
  if (archived.length === 0) report.add(nothingPublic(name, platformId));
  if (!wantsEstimate) return;
  const options = { mostRequests: MOST_SAMPLES };
  const volume = await diagnosis.measureHistory(platformId, archived, options, call);
  report.set({ estimate: estimateFirstSync(volume, { channelConcurrency }) });
}

/** What a sync would begin with, where the platform cannot be asked for more. */
async function listed(
  report: ReportInWork,
  { adapter, platformId, signal }: Question,
  named: Naming,
): Promise<readonly PlatformChannel[]> {
  try {
    const channels = await adapter.listChannels(platformId, { signal, meter: report.meter });
    if (channels.length === 0) report.add(nothingPublic(platformId, platformId));
    return channels.map(named).toSorted(byName);
  } catch (error) {
    if (!(error instanceof PlatformError && error.isOutOfReach)) throw error;
    report.add(notReached(platformId, error));
    return [];
  }
}

type Naming = <Place extends { readonly name: string }>(place: Place) => Place;

/** A channel may be named after somebody's id, which is shown no more than it is stored. */
function anonymousNames({ personGrammar }: PlatformAdapter, hasher: IdHasher): Naming {
  const anonymiser = createAnonymiser(personGrammar, hasher);
  return (place) => ({ ...place, name: anonymiser.text(place.name, []) });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en');
}
