import type { CommunityReport, OneReport, SyncEstimate } from '@annals/application';
import {
  type ChannelExclusion,
  channelExclusions,
  channelTypes,
  type Finding,
  findingCodes,
  findingPlaceKinds,
  findingSeverities,
  type Spread,
  verdicts,
} from '@annals/domain';
import { z } from 'zod';

/** A channel that is not archived, with the reason as a code and in words. */
interface ExcludedChannelView {
  readonly id: string;
  readonly name: string;
  readonly type: string | null;
  readonly reason: ChannelExclusion;
  readonly because: string;
}

/** What was found of one community, and of the installation that archives it. */
export interface DoctorView
  extends Pick<
    CommunityReport,
    'platform' | 'platformId' | 'name' | 'findings' | 'estimate' | 'requests'
  > {
  readonly verdict: OneReport['verdict'];
  readonly service: readonly Finding[];
  readonly archived: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
  }[];
  readonly excluded: readonly ExcludedChannelView[];
}

const findingSchema: z.ZodType<Finding> = z
  .object({
    code: z.enum(findingCodes),
    severity: z.enum(findingSeverities),
    where: z.object({
      kind: z.enum(findingPlaceKinds),
      name: z.string(),
      id: z.string().nullable(),
    }),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'Finding' });

const spreadSchema: z.ZodType<Spread> = z
  .object({ low: z.number(), likely: z.number(), high: z.number() })
  .meta({ id: 'Spread', description: 'What it probably is, and the bounds it should lie within' });

const costSchema = z.object({ requests: spreadSchema, seconds: spreadSchema });

const estimateSchema: z.ZodType<SyncEstimate> = z
  .object({
    messages: spreadSchema,
    threads: spreadSchema,
    withoutReactionUsers: costSchema,
    withReactionUsers: costSchema,
  })
  .meta({ id: 'SyncEstimate', description: 'What a first sync would cost, guessed from samples' });

export const doctorViewSchema: z.ZodType<DoctorView> = z
  .object({
    verdict: z.enum(verdicts),
    service: z.array(findingSchema),
    platform: z.string(),
    platformId: z.string(),
    name: z.string().nullable(),
    findings: z.array(findingSchema),
    archived: z.array(z.object({ id: z.string(), name: z.string(), type: z.enum(channelTypes) })),
    excluded: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: z.enum(channelTypes).nullable(),
        reason: z.enum(Object.keys(channelExclusions) as [ChannelExclusion]),
        because: z.string(),
      }),
    ),
    estimate: estimateSchema.nullable(),
    requests: z.int().nonnegative(),
  })
  .meta({ id: 'Doctor' });

export function doctorView({ verdict, service, community }: OneReport): DoctorView {
  const { platform, platformId, name, findings, archived, excluded, estimate, requests } =
    community;
  return {
    ...{ verdict, service, platform, platformId, name, findings, archived, estimate, requests },
    excluded: excluded.map(({ channelId, reason, ...channel }) => ({
      ...{ id: channelId, ...channel, reason, because: channelExclusions[reason] },
    })),
  };
}
