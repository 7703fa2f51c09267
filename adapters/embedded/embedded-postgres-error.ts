export type EmbeddedPostgresErrorCode =
  | 'unsupported_platform'
  | 'no_server_account'
  | 'initdb_failed'
  | 'start_failed'
  | 'start_locked';

/** The built-in PostgreSQL cannot run here. `message` says what to do. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string) {
    super(message);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}
