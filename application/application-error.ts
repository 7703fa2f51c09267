/** A request that the core declines. `message` is one sentence that may be shown to anyone. */
export class ApplicationError extends Error {
  readonly code: ApplicationErrorCode;
  /** When asking again makes sense, in milliseconds; null when waiting does not help. */
  readonly retryAfterMs: number | null;

  constructor(code: ApplicationErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = 'ApplicationError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export type ApplicationErrorCode =
  | 'platform_taken'
  | 'slug_taken'
  | 'unknown_platform'
  | 'invalid_platform_id'
  | 'tenant_not_active'
  | 'tenant_not_found'
  | 'no_active_run'
  | 'too_many_triggers';
