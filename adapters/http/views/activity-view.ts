import type { ErrorCause, MessagesOfDay } from '@annals/application';
import { z } from 'zod';

/** Messages by the day they were sent, as it is answered. */
export interface MessagesPerDayView {
  /** Oldest first, today last, none left out. In UTC. */
  readonly days: readonly MessagesOfDay[];
}

const count = z.int().nonnegative();

export const messagesPerDayViewSchema: z.ZodType<MessagesPerDayView> = z
  .object({ days: z.array(z.object({ day: z.iso.date(), messages: count })) })
  .meta({ id: 'MessagesPerDay' });

/** Errors of one code, as they are answered. */
export interface ErrorCauseView {
  readonly code: string;
  readonly errors: number;
  /** How many channels they are about; 0 when they are about whole runs. */
  readonly channels: number;
  readonly lastOccurredAt: string;
  /** The sentence of the last one, and its run. */
  readonly message: string;
  readonly runId: string;
}

export interface ErrorCausesView {
  /** The latest first. */
  readonly causes: readonly ErrorCauseView[];
}

export const errorCausesViewSchema: z.ZodType<ErrorCausesView> = z
  .object({
    causes: z.array(
      z.object({
        code: z.string(),
        errors: count,
        channels: count,
        lastOccurredAt: z.iso.datetime(),
        message: z.string(),
        runId: z.uuid(),
      }),
    ),
  })
  .meta({ id: 'ErrorCauses' });

export function errorCauseView(cause: ErrorCause): ErrorCauseView {
  const { code, errors, channels, message, runId, lastOccurredAt } = cause;
  return { code, errors, channels, lastOccurredAt: lastOccurredAt.toISOString(), message, runId };
}
