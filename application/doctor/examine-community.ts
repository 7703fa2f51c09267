import type { PlatformId } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import { PlatformError } from '../ports/platform-error.ts';
import type { PlatformPlugin, PluginSetting } from '../ports/platform-plugin.ts';
import type { Platforms } from '../runs/platforms.ts';
import {
  contentWithheld,
  notExamined,
  nothingPublic,
  notLoaded,
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
  /** What a platform's plugin needs and the environment does not set. */
  readonly missingSettings: (platform: string) => readonly PluginSetting[];
  readonly clock: Clock;
  readonly channelConcurrency: number;
}

/** Looks at this many pages at most for an estimate: some ten seconds at a usual distance. */
const MOST_SAMPLES = 100;

/** One community, whether it is a tenant or not. What goes wrong is a finding, never an error. */
export async function examineCommunity(
  parts: ExamineCommunityParts,
  request: ExamineCommunityRequest,
): Promise<CommunityReport> {
  const report = new ReportInWork(request);
  const plugin = parts.plugins.get(request.platform);
  if (plugin === undefined) return report.with(notLoaded(request.platform, parts.plugins));
  const [missing] = parts.missingSettings(request.platform);
  if (missing !== undefined) return report.with(settingMissing(missing));
  const platformId = plugin.platformIdSchema.safeParse(request.platformId);
  if (!platformId.success) {
    return report.with(wrongForm(request, platformId.error.issues[0]?.message));
  }
  const adapter = parts.platforms.adapterOf(request.platform);
  if (adapter?.diagnosis === undefined) return report.with(notExamined(request.platform));
  try {
    await examine(parts, report, adapter, platformId.data);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    report.add(unanswered(plugin, error));
  }
  return report.done();
}

async function examine(
  { clock, channelConcurrency }: ExamineCommunityParts,
  report: ReportInWork,
  { diagnosis, contentGrant }: PlatformAdapter,
  platformId: PlatformId,
): Promise<void> {
  if (diagnosis === undefined) return;
  const { call } = report;
  const { platform, wantsEstimate } = report.request;
  report.add(await examineClock(clock, platform, () => diagnosis.serverTime(call)));
  if ((await contentGrant?.check(call)) === 'withheld') {
    report.add(contentWithheld(platform, contentGrant?.remedy ?? ''));
  }
  const { name, archived, excluded, findings } = await diagnosis.examineCommunity(platformId, call);
  for (const found of findings) report.add(found);
  report.set({ name, archived: archived.toSorted(byName), excluded: excluded.toSorted(byName) });
  if (name === null) return;
  if (archived.length === 0) report.add(nothingPublic(name, platformId));
  if (!wantsEstimate) return;
  const options = { mostRequests: MOST_SAMPLES };
  const volume = await diagnosis.measureHistory(platformId, archived, options, call);
  report.set({ estimate: estimateFirstSync(volume, { channelConcurrency }) });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en');
}
