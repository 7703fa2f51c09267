import { expect } from 'bun:test';
import type { LogFields, Logger } from '../ports/logger.ts';
import { type Check, describeChecks, type LedgerEntry } from './check.ts';

export interface WrittenEvent {
  readonly level: string;
  readonly event: string;
  readonly fields: LogFields;
}

export interface OpenLogger {
  readonly logger: Logger;
  /** What it wrote so far, oldest first; fields that every event has may be left in. */
  written(): readonly WrittenEvent[] | Promise<readonly WrittenEvent[]>;
}

export interface LoggerHarness {
  /** Writes events of every level. */
  open(): OpenLogger;
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

export const loggerChecks: readonly Check<LoggerHarness>[] = [
  {
    name: 'events: come with their level and fields, in order',
    async run(harness) {
      const { logger, written } = harness.open();
      const fields = { runId: 'r', count: 3, isLast: false, reason: null };
      for (const level of levels) logger[level](`sample.${level}`, fields);
      const expected = levels.map((level) => ({ level, event: `sample.${level}`, fields }));
      expect(await written()).toMatchObject(expected);
    },
  },
  {
    name: 'events: need no fields',
    async run(harness) {
      const { logger, written } = harness.open();
      logger.info('sample.plain');
      expect(await written()).toMatchObject([{ level: 'info', event: 'sample.plain' }]);
    },
  },
  {
    name: 'with: adds its fields to every event, and those of loggers before it',
    async run(harness) {
      const { logger, written } = harness.open();
      const deep = logger.with({ runId: 'r' }).with({ channels: 2 });
      deep.info('sample.deep', { ms: 5 });
      deep.warn('sample.again');
      expect(await written()).toMatchObject([
        { event: 'sample.deep', fields: { runId: 'r', channels: 2, ms: 5 } },
        { event: 'sample.again', fields: { runId: 'r', channels: 2 } },
      ]);
    },
  },
  {
    name: 'with: leaves the logger it came from as it was',
    async run(harness) {
      const { logger, written } = harness.open();
      logger.with({ runId: 'r' });
      logger.info('sample.plain');
      const [event] = await written();
      expect(event?.event).toBe('sample.plain');
      expect(event?.fields).not.toHaveProperty('runId');
    },
  },
];

/** The tests of one logger. */
export function describeLogger(
  name: string,
  harness: LoggerHarness,
  ledger: readonly LedgerEntry[] = [],
): void {
  describeChecks(`logger ${name}`, loggerChecks, harness, ledger);
}
