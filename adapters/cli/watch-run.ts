import type { RunAnswer } from './api/answers.ts';
import type { ApiClient } from './api/api-client.ts';
import { CliError } from './cli-error.ts';
import type { CliParts } from './cli-parts.ts';
import { describeProgress, describeSpeed } from './rendering/describe-progress.ts';
import { createProgressDisplay } from './rendering/progress-display.ts';

const ASK_EVERY_MS = 500;
/** A server that is started again is back by then, and its runs go on: about a minute. */
const MOST_MISSES = 120;

const AWAY: ReadonlySet<string> = new Set(['server_unreachable', 'store_unavailable', 'not_ready']);

interface WatchedRun {
  readonly tenant: string;
  readonly runId: string;
}

/** Shows how a run goes on until it has ended, or the process was asked to stop; then the run. */
export async function watchRun(
  parts: Pick<CliParts, 'clock' | 'errors' | 'stopping'>,
  api: Pick<ApiClient, 'status' | 'run'>,
  { tenant, runId }: WatchedRun,
): Promise<RunAnswer> {
  const stopping = parts.stopping();
  const display = createProgressDisplay(parts.errors);
  let misses = 0;
  try {
    for (;;) {
      try {
        const status = await api.status(tenant);
        const { currentRun, progress } = status;
        if (currentRun?.runId !== runId || stopping.aborted) {
          const run = await api.run(tenant, runId);
          if (run.status === 'succeeded') display.show(1, describeSpeed(run));
          return run;
        }
        display.show((progress?.percent ?? 0) / 100, describeProgress(status));
        misses = 0;
      } catch (error) {
        misses += 1;
        if (!isAway(error) || misses > MOST_MISSES || stopping.aborted) throw error;
      }
      await parts.clock.sleep(ASK_EVERY_MS, stopping);
    }
  } finally {
    display.finish();
  }
}

/** Whether a server did not answer at all, or only while it starts or stops. */
function isAway(error: unknown): boolean {
  return error instanceof CliError && AWAY.has(error.details.code);
}
