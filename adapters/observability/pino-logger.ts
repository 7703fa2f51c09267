import type { LogFields, Logger } from '@annals/application';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import { type Scrubber, secretScrubber } from './scrub-secrets.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface PinoLoggerOptions {
  /** The lowest level that is written. */
  readonly level: LogLevel;
  /** Texts that must never be written, wherever in an event they stand. */
  readonly secrets: readonly string[];
  /** Gets one line of JSON a call; standard output when left out. */
  readonly destination?: DestinationStream;
}

/** What is logged beyond, while nothing can be written, is lost. */
const MOST_WAITING_CHARACTERS = 1_000_000;

/**
 * One line of JSON an event: `level`, `time` (ISO 8601, UTC), `event`, then the fields. Lines are
 * written before the call returns, so that a process which ends the moment after loses none.
 */
export function createPinoLogger({ level, secrets, destination }: PinoLoggerOptions): Logger {
  const stream = destination ?? standardOutput();
  const writer = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return new PinoLogger(writer, secretScrubber(secrets), {});
}

/** What cannot be written, where the log's disk is full, waits for room: it stops nothing else. */
function standardOutput(): DestinationStream {
  const { fd } = process.stdout;
  const stream = pino.destination({ fd, sync: true, maxLength: MOST_WAITING_CHARACTERS });
  stream.on('error', () => {});
  return stream;
}

class PinoLogger implements Logger {
  readonly #writer: Pino;
  readonly #scrub: Scrubber;
  readonly #fields: LogFields;

  constructor(writer: Pino, scrub: Scrubber, fields: LogFields) {
    this.#writer = writer;
    this.#scrub = scrub;
    this.#fields = fields;
  }

  debug(event: string, fields?: LogFields): void {
    this.#write('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#write('error', event, fields);
  }

  with(fields: LogFields): Logger {
    // Not pino's own child, which would write a field twice that the event sets again.
    return new PinoLogger(this.#writer, this.#scrub, { ...this.#fields, ...fields });
  }

  #write(level: LogLevel, event: string, fields: LogFields | undefined): void {
    if (!this.#writer.isLevelEnabled(level)) return;
    this.#writer[level](printable({ ...this.#fields, ...fields }, this.#scrub), this.#scrub(event));
  }
}

const ownNames = new Set(['level', 'time', 'event']);

/** The last net: whatever was passed against the types, only plain values without secrets go out. */
function printable(fields: LogFields, scrub: Scrubber): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    const key = scrub(ownNames.has(name) ? `${name}_` : name);
    if (typeof value === 'string') return [[key, scrub(value)]];
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
      return [[key, value]];
    }
    return [];
  });
  return Object.fromEntries(entries);
}
