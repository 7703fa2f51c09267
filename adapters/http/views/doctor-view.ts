import type { CommunityReport, DoctorReport, OneReport, SyncEstimate } from '@annals/application';
import {
  type ChannelExclusion,
  channelExclusions,
  channelTypes,
  type Finding,
  findingCodes,
  findingPlaceKinds,
  findingSeverities,
  type Spread,
  tenantIdSchema,
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

/** What was found of one community. */
interface CommunityView
  extends Pick<
    CommunityReport,
    'platform' | 'platformId' | 'tenant' | 'name' | 'findings' | 'estimate' | 'requests'
  > {
  readonly archived: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
  }[];
  readonly excluded: readonly ExcludedChannelView[];
}

/** What was found of one community, and of the installation that archives it. */
export interface DoctorView extends CommunityView {
  readonly verdict: OneReport['verdict'];
  readonly service: readonly Finding[];
}

/** What was found of an installation and of every tenant that it should archive. */
export interface InstallationView {
  readonly verdict: DoctorReport['verdict'];
  readonly service: readonly Finding[];
  readonly communities: readonly CommunityView[];
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

const communityShape = {
  platform: z.string(),
  platformId: z.string(),
  tenant: z.object({ id: tenantIdSchema, slug: z.string() }).nullable(),
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
};

const serviceShape = { verdict: z.enum(verdicts), service: z.array(findingSchema) };

export const doctorViewSchema: z.ZodType<DoctorView> = z
  .object({ ...serviceShape, ...communityShape })
  .meta({ id: 'Doctor' });

export const installationViewSchema: z.ZodType<InstallationView> = z
  .object({ ...serviceShape, communities: z.array(z.object(communityShape)) })
  .meta({ id: 'Installation' });

export function doctorView({ verdict, service, community }: OneReport): DoctorView {
  return { verdict, service, ...communityView(community) };
}

export function installationView({
  verdict,
  service,
  communities,
}: DoctorReport): InstallationView {
  return { verdict, service, communities: communities.map(communityView) };
}

function communityView({ archived, excluded, ...report }: CommunityReport): CommunityView {
  const { platform, platformId, tenant, name, findings, estimate, requests } = report;
  return {
    ...{ platform, platformId, name, findings, archived, estimate, requests },
    tenant: tenant && { id: tenant.id, slug: tenant.slug },
    excluded: excluded.map(({ channelId, reason, ...channel }) => ({
      ...{ id: channelId, ...channel, reason, because: channelExclusions[reason] },
    })),
  };
}
