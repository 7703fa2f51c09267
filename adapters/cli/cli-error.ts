import type { RunStatus } from '@annals/domain';

/** 0 done, 1 failed, 2 wrong usage or environment, 3 partial, 4 rate limited. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** How a command ends that has followed a run, by what has become of that. */
export const exitCodeOfRun: Readonly<Record<RunStatus, ExitCode>> = {
  queued: 1,
  running: 1,
  succeeded: 0,
  partial: 3,
  rate_limited: 4,
  failed: 1,
  cancelled: 1,
};

export interface CliErrorDetails {
  /** For programs. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** What to do about it, in a sentence; null when the message says it already. */
  readonly next: string | null;
}

/** Ends a command. The message is for people. */
export class CliError extends Error {
  readonly details: CliErrorDetails;

  constructor(message: string, details: CliErrorDetails) {
    super(message);
    this.name = 'CliError';
    this.details = details;
  }
}

/** The words or options of a call do not fit. */
export function wrongUsage(message: string, next: string | null = null): CliError {
  return new CliError(message, { code: 'wrong_usage', exitCode: 2, next });
}
