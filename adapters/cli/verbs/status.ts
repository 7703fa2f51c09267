import type { Command } from 'commander';
import type { ExitCode } from '../cli-error.ts';
import { describeOverview, describeStatus } from '../rendering/describe-status.ts';
import type { Act, VerbCall } from '../verb-call.ts';

/** Where syncs stand. */
export function addStatusVerb(program: Command, act: Act): void {
  program
    .command('status [tenant]')
    .description('show where the sync of one tenant stands, or of all')
    .action(act(status));
}

async function status(call: VerbCall, tenant?: string): Promise<ExitCode> {
  const api = await call.api();
  if (tenant === undefined) {
    const entries = await api.overview();
    call.say(entries, describeOverview(entries, call.palette));
    return 0;
  }
  const told = await api.status(tenant);
  call.say(told, describeStatus(tenant, told, call.palette));
  return 0;
}
