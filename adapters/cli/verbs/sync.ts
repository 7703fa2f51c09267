import type { SyncStatusReport } from '@annals/application';
import type { RunStatus, SyncRun, Tenant } from '@annals/domain';
import { createProgressDisplay } from '../progress-display.ts';
import { type ExitCode, type ServiceVerb, tenantNamed, type VerbCall, wordAt } from '../verb.ts';

const ASK_EVERY_MS = 500;

const exitCodes: Readonly<Record<RunStatus, ExitCode>> = {
  queued: 1,
  running: 1,
  succeeded: 0,
  partial: 3,
  rate_limited: 4,
  failed: 1,
  cancelled: 1,
};

/** Brings one archive up to date, here and now. */
export const syncVerb: ServiceVerb = {
  name: 'sync',
  usage: [['sync TENANT [--full]', 'bring its archive up to date, and wait for the end']],
  options: { full: { type: 'boolean' } },
  needs: 'servers and platforms',
  async run(call) {
    const tenant = await tenantNamed(call.parts, wordAt(call.words, 0, 'tenant'));
    const run = await call.parts.withWorker(() => syncNow(call, tenant));
    call.answer.say(run, describe(run));
    return exitCodes[run.status];
  },
};

/** How a tenant's sync stands. */
export const statusVerb: ServiceVerb = {
  name: 'status',
  usage: [['status TENANT', 'where its sync stands']],
  options: {},
  needs: 'servers',
  async run({ parts, words, answer }) {
    const tenant = await tenantNamed(parts, wordAt(words, 0, 'tenant'));
    const status = await parts.sync.status(tenant);
    answer.say(status, describeStatus(tenant, status));
    return 0;
  },
};

async function syncNow({ parts, options, answer }: VerbCall, tenant: Tenant): Promise<SyncRun> {
  const mode = options.full === true ? 'full' : 'incremental';
  const request = { trigger: 'manual', mode, channelIds: null, requestedBy: null } as const;
  const { run } = await parts.sync.trigger(tenant, request);
  const display = createProgressDisplay(answer.progress);
  for (;;) {
    const { progress, lastRun } = await parts.sync.status(tenant);
    if (lastRun?.id === run.id) {
      display.show(1, `${lastRun.counters.messagesAdded} new messages`);
      display.finish();
      return lastRun;
    }
    if (progress !== null) {
      display.show(
        progress.percent / 100,
        `${progress.messages} messages, ${progress.currentChannel ?? ''}`,
      );
    }
    await parts.sleep(ASK_EVERY_MS);
  }
}

function describe({ status, counters, error }: SyncRun): string {
  const { messagesAdded, messagesUpdated, messagesDeleted, reactions, requests } = counters;
  const counts = `${messagesAdded} messages added, ${messagesUpdated} changed, ${messagesDeleted} deleted, ${reactions} reactions, ${requests} requests`;
  return `${status}: ${counts}.${error === null ? '' : `\n${error.message}`}`;
}

function describeStatus(tenant: Tenant, status: SyncStatusReport): string {
  const { state, progress, lastRun, nextScheduledAt, freshness } = status;
  const lines = [`${tenant.slug}: ${state}, ${freshness.replaceAll('_', ' ')}`];
  if (progress !== null)
    lines.push(`  ${Math.floor(progress.percent)} %, ${progress.messages} messages`);
  if (lastRun !== null) lines.push(`  last run ${describe(lastRun)}`);
  if (nextScheduledAt !== null) lines.push(`  next run at ${nextScheduledAt.toISOString()}`);
  return lines.join('\n');
}
