import type { RunAnswer } from './api/answers.ts';
import type { ApiClient } from './api/api-client.ts';
import type { CliParts } from './cli-parts.ts';
import { describeProgress, describeSpeed } from './rendering/describe-progress.ts';
import { createProgressDisplay } from './rendering/progress-display.ts';

const ASK_EVERY_MS = 500;

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
  try {
    for (;;) {
      const status = await api.status(tenant);
      const { currentRun, progress } = status;
      if (currentRun?.runId !== runId || stopping.aborted) {
        const run = await api.run(tenant, runId);
        if (run.status === 'succeeded') display.show(1, describeSpeed(run));
        return run;
      }
      display.show((progress?.percent ?? 0) / 100, describeProgress(status));
      await parts.clock.sleep(ASK_EVERY_MS, stopping);
    }
  } finally {
    display.finish();
  }
}
