import type { Command } from 'commander';
import { ApiClient } from '../api/api-client.ts';
import type { Examination, Examiner } from '../api/examination.ts';
import { type ExitCode, wrongUsage } from '../cli-error.ts';
import { describeReport } from '../rendering/describe-report.ts';
import type { Act, VerbCall } from '../verb-call.ts';

interface DoctorOptions {
  readonly platform?: string;
  readonly community?: string;
}

/** What is wrong, and what a first sync would cost. */
export function addDoctorVerb(program: Command, act: Act): void {
  program
    .command('doctor [tenant]')
    .description('find out what keeps an archive from filling, and what to do')
    .option('--platform <platform>', 'look at a community that need not be a tenant')
    .option('--community <id>', 'its id on that platform')
    .action(act(doctor));
}

async function doctor(call: VerbCall<DoctorOptions>, tenant?: string): Promise<ExitCode> {
  const examine = examinationOf(tenant, call.options);
  const report = await examine(await examinerOf(call));
  call.say(report, describeReport(report));
  return report.verdict === 'problems' ? 1 : 0;
}

/** Refuses wrong words before anything is opened. */
function examinationOf(
  tenant: string | undefined,
  { platform, community: platformId }: DoctorOptions,
): (examiner: Examiner) => Promise<Examination> {
  if (platform === undefined && platformId === undefined) {
    if (tenant === undefined) return (examiner) => examiner.everything();
    return async (examiner) => {
      const report = await examiner.tenant(tenant);
      if (report !== null) return report;
      throw wrongUsage(`There is no tenant ${tenant}.`, '`annals tenants list` lists them.');
    };
  }
  if (tenant !== undefined) throw wrongUsage('Name a tenant, or a community by its platform.');
  if (platform === undefined) throw wrongUsage('--platform is missing.');
  if (platformId === undefined) throw wrongUsage('--community is missing.');
  return (examiner) => examiner.community({ platform, platformId });
}

async function examinerOf({ parts, server }: VerbCall<DoctorOptions>): Promise<Examiner> {
  const local = await parts.localExaminer(server);
  if (local !== null) return local;
  const { send } = await parts.open(server, { worker: false });
  const api = new ApiClient(send);
  return {
    everything: () => api.examineEverything(),
    tenant: (idOrSlug) => api.examineTenant(idOrSlug),
    community: (named) => api.examineCommunity(named),
  };
}
