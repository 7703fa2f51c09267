import type { SyncEstimate } from '@annals/application';
import {
  type ChannelExclusion,
  channelExclusions,
  type Finding,
  type Spread,
} from '@annals/domain';
import { z } from 'zod';

/** What was found of one community. */
export interface ExaminedCommunity {
  readonly platform: string;
  readonly platformId: string;
  /** Null when it is no tenant, or was not asked for as one. */
  readonly tenant: { readonly slug: string } | null;
  readonly name: string | null;
  readonly findings: readonly ShownFinding[];
  readonly archived: readonly { readonly name: string; readonly type: string }[];
  readonly excluded: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly reason: ChannelExclusion;
  }[];
  /** Null when it was not wanted, or could not be made. */
  readonly estimate: SyncEstimate | null;
}

export type ShownFinding = Pick<Finding, 'message' | 'remedy'> & {
  readonly code: string;
  readonly severity: string;
  readonly where: { readonly kind: string; readonly name: string };
};

/** What is wrong with an installation and its communities. */
export interface Examination {
  readonly verdict: 'fine' | 'warnings' | 'problems';
  readonly service: readonly ShownFinding[];
  readonly communities: readonly ExaminedCommunity[];
}

/** Whoever can examine an installation. */
export interface Examiner {
  /** The installation and all active tenants. */
  examineEverything(): Promise<Examination>;
  /** Null when there is no such tenant. */
  examineTenant(idOrSlug: string): Promise<Examination | null>;
  /** Which need not be a tenant. */
  examineCommunity(named: {
    readonly platform: string;
    readonly platformId: string;
  }): Promise<Examination>;
}

const finding = z.looseObject({
  code: z.string(),
  severity: z.string(),
  where: z.looseObject({ kind: z.string(), name: z.string() }),
  message: z.string(),
  remedy: z.string(),
});

const spread: z.ZodType<Spread> = z.looseObject({
  low: z.number(),
  likely: z.number(),
  high: z.number(),
});
const cost = z.looseObject({ requests: spread, seconds: spread });

const communityShape = {
  platform: z.string(),
  platformId: z.string(),
  tenant: z.looseObject({ slug: z.string() }).nullable(),
  name: z.string().nullable(),
  findings: z.array(finding),
  archived: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  excluded: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string().nullable(),
      reason: z.enum(Object.keys(channelExclusions) as [ChannelExclusion]),
    }),
  ),
  estimate: z
    .looseObject({
      messages: spread,
      threads: spread,
      withoutReactionUsers: cost,
      withReactionUsers: cost,
    })
    .nullable(),
};

const verdict = z.enum(['fine', 'warnings', 'problems']);

export const examinationAnswer: z.ZodType<Examination> = z.looseObject({
  verdict,
  service: z.array(finding),
  communities: z.array(z.looseObject(communityShape)),
});

/** The API answers for one community in one piece; here it is a list of one. */
export const oneExaminationAnswer: z.ZodType<Examination> = z
  .looseObject({ verdict, service: z.array(finding), ...communityShape })
  .transform(({ verdict: told, service, ...community }) => ({
    ...{ verdict: told, service },
    communities: [community],
  }));
