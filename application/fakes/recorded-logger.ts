import type { LogFields, Logger } from '../ports/logger.ts';

export interface LoggedEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps every event, so that a test can ask what was logged. */
export class RecordedLogger implements Logger {
  /** Oldest first, with those of all loggers made by `with`. */
  readonly events: LoggedEvent[];
  readonly #fields: LogFields;

  constructor(events: LoggedEvent[] = [], fields: LogFields = {}) {
    this.events = events;
    this.#fields = fields;
  }

  /** The fields of every event of this name, oldest first. */
  fieldsOf(event: string): LogFields[] {
    return this.events.filter((logged) => logged.event === event).map(({ fields }) => fields);
  }

  debug(event: string, fields?: LogFields): void {
    this.#record('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#record('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#record('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#record('error', event, fields);
  }

  with(fields: LogFields): RecordedLogger {
    return new RecordedLogger(this.events, { ...this.#fields, ...fields });
  }

  #record(level: LoggedEvent['level'], event: string, fields: LogFields | undefined): void {
    this.events.push({ level, event, fields: { ...this.#fields, ...fields } });
  }
}
