import type { SyncProgressReport } from '@annals/application';
import { type RunStatus, runStatuses, syncPhases } from '@annals/domain';
import { z } from 'zod';

// What the verbs use of the API's answers. All else is kept as it came, for `--json`, so that this
// program also speaks with a server that has learnt to say more.

const count = z.number();

export interface TenantAnswer {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly platform: string;
  readonly platformId: string;
  readonly status: string;
  readonly lastSyncedAt: string | null;
}

export const tenantAnswer: z.ZodType<TenantAnswer> = z.looseObject({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  platform: z.string(),
  platformId: z.string(),
  status: z.string(),
  lastSyncedAt: z.string().nullable(),
});

export interface RunAnswer {
  readonly runId: string;
  readonly trigger: string;
  readonly mode: string;
  readonly status: RunStatus;
  readonly queuedAt: string;
  readonly durationMs: number | null;
  readonly channels: {
    readonly total: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly messages: {
    readonly added: number;
    readonly updated: number;
    readonly deleted: number;
  };
  readonly reactions: number;
  readonly attachments: number;
  readonly requests: number;
  readonly rateLimitWaitMs: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export const runAnswer: z.ZodType<RunAnswer> = z.looseObject({
  runId: z.string(),
  trigger: z.string(),
  mode: z.string(),
  status: z.enum(runStatuses),
  queuedAt: z.string(),
  durationMs: count.nullable(),
  channels: z.looseObject({ total: count, done: count, skipped: count, failed: count }),
  messages: z.looseObject({ added: count, updated: count, deleted: count }),
  reactions: count,
  attachments: count,
  requests: count,
  rateLimitWaitMs: count,
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
});

export interface StatusAnswer {
  readonly state: string;
  readonly currentRun: RunAnswer | null;
  readonly lastRun: RunAnswer | null;
  readonly nextScheduledAt: string | null;
  readonly freshness: string;
  /** How many wait before it. */
  readonly queuePosition: number | null;
  readonly progress: SyncProgressReport | null;
}

export const statusAnswer: z.ZodType<StatusAnswer> = z.looseObject({
  state: z.string(),
  currentRun: runAnswer.nullable(),
  lastRun: runAnswer.nullable(),
  nextScheduledAt: z.string().nullable(),
  freshness: z.string(),
  queuePosition: count.nullable(),
  progress: z
    .looseObject({
      phase: z.enum(syncPhases),
      percent: count,
      channelsTotal: count,
      channelsDone: count,
      messages: count,
      messagesPerSecond: count.nullable(),
      etaSeconds: count.nullable(),
      currentChannel: z.string().nullable(),
    })
    .nullable(),
});

export interface OverviewAnswer {
  readonly tenant: TenantAnswer;
  readonly sync: StatusAnswer;
  readonly lastDay: { readonly messages: number };
}

export const overviewAnswer: z.ZodType<OverviewAnswer> = z.looseObject({
  tenant: tenantAnswer,
  sync: statusAnswer,
  lastDay: z.looseObject({ messages: count }),
});

/** A run that was asked for, or the one that was there. */
export interface TriggeredAnswer {
  readonly runId: string;
  readonly deduplicated: boolean;
}

export const triggeredAnswer: z.ZodType<TriggeredAnswer> = z.looseObject({
  runId: z.string(),
  deduplicated: z.boolean(),
});

export interface RunErrorAnswer {
  readonly channelId: string | null;
  readonly code: string;
  readonly message: string;
  readonly occurredAt: string;
}

export const runErrorAnswer: z.ZodType<RunErrorAnswer> = z.looseObject({
  channelId: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  occurredAt: z.string(),
});

export interface ErrorCauseAnswer {
  readonly code: string;
  readonly errors: number;
  readonly channels: number;
  readonly lastOccurredAt: string;
  readonly message: string;
}

export const errorCausesAnswer: z.ZodType<{ readonly causes: readonly ErrorCauseAnswer[] }> =
  z.looseObject({
    causes: z.array(
      z.looseObject({
        code: z.string(),
        errors: count,
        channels: count,
        lastOccurredAt: z.string(),
        message: z.string(),
      }),
    ),
  });

export interface KeyAnswer {
  readonly keyId: string;
  readonly name: string;
  readonly prefix: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

const keyShape = {
  keyId: z.string(),
  name: z.string(),
  prefix: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
};

export const keyAnswer: z.ZodType<KeyAnswer> = z.looseObject(keyShape);

/** With its text, this once. */
export interface NewKeyAnswer extends KeyAnswer {
  readonly key: string;
}

export const newKeyAnswer: z.ZodType<NewKeyAnswer> = z.looseObject({
  ...keyShape,
  key: z.string(),
});
