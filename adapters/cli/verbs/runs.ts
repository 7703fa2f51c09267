import type { Command } from 'commander';
import { type ExitCode, wrongUsage } from '../cli-error.ts';
import { describeErrorCauses, describeRunErrors, describeRuns } from '../rendering/describe-run.ts';
import type { Act, VerbCall } from '../verb-call.ts';

/** What was done, and what went wrong. */
export function addRunVerbs(program: Command, act: Act): void {
  program
    .command('runs <tenant>')
    .description('list a tenant’s runs, newest first')
    .option('--limit <count>', 'how many at most', '20')
    .action(act(runs));
  program
    .command('errors <tenant> [run]')
    .description('show what went wrong, in one run or by cause')
    .option('--days <count>', 'how many days to look back for causes; 7 unless told')
    .action(act(errors));
}

async function runs(call: VerbCall<{ readonly limit: string }>, tenant: string): Promise<ExitCode> {
  const limit = wholeNumber(call.options.limit, { name: '--limit', most: 10_000 });
  const listed = await (await call.api()).runs(tenant, limit);
  call.say(listed, describeRuns(listed, call.palette));
  return 0;
}

async function errors(
  call: VerbCall<{ readonly days?: string }>,
  tenant: string,
  run?: string,
): Promise<ExitCode> {
  if (run !== undefined && call.options.days !== undefined) {
    throw wrongUsage('--days is for causes, and all errors of a run are shown.', 'Leave one out.');
  }
  const days = wholeNumber(call.options.days ?? '7', { name: '--days', most: 366 });
  const api = await call.api();
  if (run === undefined) {
    const causes = await api.errorCauses(tenant, days);
    call.say(causes, describeErrorCauses(causes, days));
    return 0;
  }
  const [listed, { error }] = await Promise.all([api.runErrors(tenant, run), api.run(tenant, run)]);
  call.say(listed, describeRunErrors(listed, error));
  return 0;
}

function wholeNumber(text: string, { name, most }: { name: string; most: number }): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw wrongUsage(`${name} must be a whole number from 1 to ${most}.`);
}
