import type { Command } from 'commander';
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
  const local = await call.parts.localExaminer(call.server);
  const report = await examine(local ?? (await call.api()));
  call.say(report, describeReport(report));
  return report.verdict === 'problems' ? 1 : 0;
}

/** Refuses wrong words before anything is opened. */
function examinationOf(
  tenant: string | undefined,
  { platform, community: platformId }: DoctorOptions,
): (examiner: Examiner) => Promise<Examination> {
  if (platform === undefined && platformId === undefined) {
    if (tenant === undefined) return (examiner) => examiner.examineEverything();
    return async (examiner) => {
      const report = await examiner.examineTenant(tenant);
      if (report !== null) return report;
      throw wrongUsage(`There is no tenant ${tenant}.`, '`annals tenants list` lists them.');
    };
  }
  if (tenant !== undefined) throw wrongUsage('Name a tenant, or a community by its platform.');
  if (platform === undefined) throw wrongUsage('--platform is missing.');
  if (platformId === undefined) throw wrongUsage('--community is missing.');
  return (examiner) => examiner.examineCommunity({ platform, platformId });
}
