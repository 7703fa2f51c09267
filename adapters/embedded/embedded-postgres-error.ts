export type EmbeddedPostgresErrorCode =
  /** No binaries are installed for this system. */
  | 'unsupported_platform'
  /** They are installed, but do not run. */
  | 'binaries_unusable'
  /** Root has nobody to run the server as. */
  | 'no_server_account'
  /** The data folder cannot be read or written. */
  | 'data_unreachable'
  /** The data folder is there without its password. */
  | 'password_missing'
  /** The data was made by another major version. */
  | 'other_version'
  | 'disk_full'
  | 'no_free_port'
  | 'initdb_failed'
  | 'start_failed'
  | 'stop_failed'
  /** Another process has been starting or stopping this server for too long. */
  | 'start_locked'
  /** Another Annals uses the data, through a server that cannot be joined. */
  | 'used_elsewhere';

/** The built-in PostgreSQL cannot run here. `message` is one sentence that says what to do. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}
