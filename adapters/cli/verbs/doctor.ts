import type { DoctorReport } from '@annals/application';
import { describeReport } from '../describe-report.ts';
import {
  type DoctorParts,
  type DoctorVerb,
  textOption,
  UsageError,
  type VerbCall,
} from '../verb.ts';

/** What is wrong, and what a first sync would cost. */
export const doctorVerb: DoctorVerb = {
  needs: 'doctor',
  name: 'doctor',
  usage: [
    ['doctor', 'look at the installation and all active tenants'],
    ['doctor TENANT', 'look at one, and estimate its first sync'],
    ['doctor --platform PLATFORM --community ID', 'the same for a community that is no tenant yet'],
  ],
  options: { platform: { type: 'string' }, community: { type: 'string' } },
  async run(call) {
    const report = await examine(call);
    call.answer.say(report, describeReport(report));
    return report.verdict === 'problems' ? 1 : 0;
  },
};

async function examine({
  parts: { doctor },
  words,
  options,
}: VerbCall<DoctorParts>): Promise<DoctorReport> {
  const [name] = words;
  const platform = textOption(options, 'platform');
  const platformId = textOption(options, 'community');
  if (platform === undefined && platformId === undefined) {
    if (name === undefined) return await doctor.examineAll();
    const report = await doctor.examineNamed(name);
    if (report === null) throw new UsageError(`There is no tenant ${name}.`);
    return report;
  }
  if (name !== undefined) throw new UsageError('Name a tenant, or a community by its platform.');
  if (platform === undefined) throw new UsageError('--platform is missing.');
  if (platformId === undefined) throw new UsageError('--community is missing.');
  return await doctor.examine({ platform, platformId });
}
