/**
 * What the core does about a failed call, decided by the code alone:
 *
 * - `unauthorized`: the platform refuses the credentials. Ends the run; a person must act.
 * - `rate_limited`: ends the run with its checkpoints kept; the next schedule goes on.
 * - `unavailable`: server error, network, timeout, broken answer. Retried, then fails the channel.
 * - `forbidden`: no access to this channel or community. Marks it.
 * - `gone`: the platform says that this channel, message or community does not exist. Marks it.
 * - `unsupported`: the platform will never answer this question (an emoji it cannot list).
 */
export const platformErrorCodes = [
  'unauthorized',
  'rate_limited',
  'unavailable',
  'forbidden',
  'gone',
  'unsupported',
] as const;
export type PlatformErrorCode = (typeof platformErrorCodes)[number];

/** The only error that a platform's adapter throws for what the platform did. */
export class PlatformError extends Error {
  readonly code: PlatformErrorCode;
  /** With `rate_limited`: when asking again makes sense, in milliseconds; null when unknown. */
  readonly retryAfterMs: number | null;

  /** `message` is one sentence for an operator; it holds no id of a person and no secret. */
  constructor(code: PlatformErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = 'PlatformError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether these credentials do not reach what was asked about: a community, or one channel. */
  get isOutOfReach(): boolean {
    return this.code === 'forbidden' || this.code === 'gone';
  }
}
