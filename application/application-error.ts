/** A request that the core declines. `message` is one sentence that may be shown to anyone. */
export class ApplicationError extends Error {
  readonly code: ApplicationErrorCode;

  constructor(code: ApplicationErrorCode, message: string) {
    super(message);
    this.name = 'ApplicationError';
    this.code = code;
  }
}

export type ApplicationErrorCode =
  | 'platform_taken'
  | 'slug_taken'
  | 'unknown_platform'
  | 'invalid_platform_id'
  | 'tenant_not_active';
