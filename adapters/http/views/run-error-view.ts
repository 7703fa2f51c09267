import type { SyncError } from '@annals/domain';
import { z } from 'zod';

/** One error of a run, as it is answered. */
export interface RunErrorView {
  /** Null when it is about the whole run. */
  readonly channelId: string | null;
  readonly messageId: string | null;
  readonly code: string;
  readonly message: string;
  readonly attempt: number;
  readonly occurredAt: string;
}

export const runErrorViewSchema: z.ZodType<RunErrorView> = z
  .object({
    channelId: z.string().nullable(),
    messageId: z.string().nullable(),
    code: z.string(),
    message: z.string(),
    attempt: z.int().nonnegative(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'RunError' });

export function runErrorView(error: SyncError): RunErrorView {
  const { channelId, messageId, code, message, attempt } = error;
  return {
    ...{ channelId, messageId, code, message, attempt },
    occurredAt: error.occurredAt.toISOString(),
  };
}
