import type { RunStatus } from '@annals/domain';
import type { Command } from 'commander';
import type { RunAnswer } from '../api/answers.ts';
import { ApiClient } from '../api/api-client.ts';
import { type ExitCode, wrongUsage } from '../cli-error.ts';
import { describeRun } from '../rendering/describe-run.ts';
import type { Act, VerbCall } from '../verb-call.ts';
import { watchRun } from '../watch-run.ts';

const exitCodes: Readonly<Record<RunStatus, ExitCode>> = {
  queued: 1,
  running: 1,
  succeeded: 0,
  partial: 3,
  rate_limited: 4,
  failed: 1,
  cancelled: 1,
};

interface SyncOptions {
  readonly full?: true;
  readonly channels?: string;
  readonly watch?: true;
}

/** Bringing an archive up to date, and stopping that. */
export function addSyncVerbs(program: Command, act: Act): void {
  program
    .command('sync <tenant>')
    .description('bring its archive up to date; without a server, here and now')
    .option('--full', 'read everything again')
    .option('--channels <ids>', 'only these channels, with commas between them')
    .option('--watch', 'follow it to its end; always so without a server')
    .action(act(sync));
  program
    .command('cancel <tenant>')
    .description('stop the sync that waits or runs; nothing that was read is lost')
    .action(act(cancel));
}

async function sync(call: VerbCall<SyncOptions>, tenant: string): Promise<ExitCode> {
  const { full, channels, watch } = call.options;
  const channelIds = channels === undefined ? null : readChannels(channels);
  const { send, withWorker } = await call.installation();
  const api = new ApiClient(send);
  const mode = full === true ? 'full' : 'incremental';
  const triggered = await api.sync(tenant, { mode, ...(channelIds && { channelIds }) });
  if (withWorker === null && watch !== true) {
    const what = triggered.deduplicated ? 'A sync is under way already' : 'The sync is queued';
    call.say(triggered, `${what}.\n→ \`annals status ${tenant}\` says how far it is.`);
    return 0;
  }
  const follow = () => watchRun(call.parts, api, { tenant, runId: triggered.runId });
  const run = withWorker === null ? await follow() : await withWorker(follow);
  call.say(run, describeEnd(run, tenant, call));
  return exitCodes[run.status];
}

function describeEnd(run: RunAnswer, tenant: string, { palette }: VerbCall<object>): string {
  const told = describeRun(run, palette);
  if (run.status === 'succeeded') return told;
  const isOver = run.status !== 'queued' && run.status !== 'running';
  return isOver
    ? `${told}\n→ \`annals errors ${tenant} ${run.runId}\` says all that went wrong.`
    : `${told}\n→ The sync is not over: \`annals status ${tenant}\` says how far it is.`;
}

function readChannels(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.includes('')) throw wrongUsage('--channels has an empty id in its list.');
  return ids;
}

async function cancel(call: VerbCall, tenant: string): Promise<ExitCode> {
  const run = await (await call.api()).cancel(tenant);
  call.say(run, 'The sync ends within seconds; what it has read stays.');
  return 0;
}
