export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Logs are events with fields (`run.finished {runId, status, ms}`), never sentences with numbers
 * in them. No id of a person, no token and no message text may be given as a field.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds these fields to every event. */
  with(fields: LogFields): Logger;
}
