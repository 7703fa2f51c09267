import type { LogFields, Logger } from '@annals/application';

export interface LoggedEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps what is logged, for a test to look at. */
export class RecordingLogger implements Logger {
  readonly events: LoggedEvent[];
  readonly #fields: LogFields;

  constructor(events: LoggedEvent[] = [], fields: LogFields = {}) {
    this.events = events;
    this.#fields = fields;
  }

  debug(event: string, fields?: LogFields): void {
    this.#add('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#add('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#add('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#add('error', event, fields);
  }

  with(fields: LogFields): Logger {
    return new RecordingLogger(this.events, { ...this.#fields, ...fields });
  }

  #add(level: LoggedEvent['level'], event: string, fields: LogFields | undefined): void {
    this.events.push({ level, event, fields: { ...this.#fields, ...fields } });
  }
}
