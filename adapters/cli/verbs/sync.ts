import type { Command } from 'commander';
import type { RunAnswer } from '../api/answers.ts';
import { ApiClient } from '../api/api-client.ts';
import { CliError, type ExitCode, exitCodeOfRun, wrongUsage } from '../cli-error.ts';
import { describeRun } from '../rendering/describe-run.ts';
import type { Act, VerbCall } from '../verb-call.ts';
import { watchRun } from '../watch-run.ts';

interface SyncOptions {
  readonly full?: true;
  readonly channels?: string;
  readonly watch?: true;
}

/** Bringing an archive up to date, and stopping that. */
export function addSyncVerbs(program: Command, act: Act): void {
  program
    .command('sync <tenant>')
    .description('bring a tenant’s archive up to date; without a server, here and now')
    .option('--full', 'read everything again')
    .option('--channels <ids>', 'only these channels, separated by commas')
    .option('--watch', 'follow it to its end; always so without a server')
    .action(act(sync));
  program
    .command('cancel <tenant>')
    .description('stop a waiting or running sync; what was read stays')
    .action(act(cancel));
}

async function sync(call: VerbCall<SyncOptions>, tenant: string): Promise<ExitCode> {
  const { full, channels, watch } = call.options;
  const channelIds = channels === undefined ? null : readChannels(channels);
  const { send, withWorker } = await call.installation();
  const api = new ApiClient(send);
  const mode = full === true ? 'full' : 'incremental';
  const trigger = () => api.sync(tenant, { mode, ...(channelIds && { channelIds }) });
  const triggered = await trigger();
  if (withWorker === null && watch !== true) {
    const { runId, deduplicated } = triggered;
    if (deduplicated && isLess(await api.run(tenant, runId), mode)) throw lessIsUnderWay();
    const what = deduplicated ? 'A sync is under way already' : 'The sync is queued';
    call.say(triggered, `${what}.\n→ \`annals status ${tenant}\` shows how far it is.`);
    return 0;
  }
  const follow = async () => {
    let { runId, deduplicated } = triggered;
    for (;;) {
      const run = await watchRun(call.parts, api, { tenant, runId });
      if (!deduplicated || !isLess(run, mode) || !isOver(run)) return run;
      ({ runId, deduplicated } = await trigger());
    }
  };
  const run = withWorker === null ? await follow() : await withWorker(follow);
  call.say(run, describeEnd(run, tenant, call));
  return exitCodeOfRun[run.status];
}

/** Whether a run that was there already reads only what is new where everything was asked for. */
function isLess(run: RunAnswer, mode: 'full' | 'incremental'): boolean {
  return mode === 'full' && run.mode !== 'full';
}

function lessIsUnderWay(): CliError {
  return new CliError('A sync is under way already, and it does not read everything again.', {
    ...{ code: 'other_sync_under_way', exitCode: 1 },
    next: 'Add --watch, which waits for it to end and goes on with a full one.',
  });
}

function isOver({ status }: RunAnswer): boolean {
  return status !== 'queued' && status !== 'running';
}

function describeEnd(run: RunAnswer, tenant: string, { palette }: VerbCall<object>): string {
  const told = describeRun(run, palette);
  if (run.status === 'succeeded') return told;
  return isOver(run)
    ? `${told}\n→ \`annals errors ${tenant} ${run.runId}\` shows all that went wrong.`
    : `${told}\n→ The sync is not over: \`annals status ${tenant}\` shows how far it is.`;
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
