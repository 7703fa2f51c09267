import { describe, expect, test } from 'bun:test';
import { describeLogger } from '../conformance/logger.ts';
import { RecordedLogger } from './recorded-logger.ts';

describeLogger('that records', {
  open() {
    const logger = new RecordedLogger();
    return { logger, written: () => logger.events };
  },
});

describe('RecordedLogger', () => {
  test('holds the events of all loggers made from it, in order', () => {
    const logger = new RecordedLogger();
    const ofRun = logger.with({ runId: 'r' });
    ofRun.info('run.started');
    logger.warn('worker.stopping', { signal: 'TERM' });
    ofRun.error('run.failed', { code: 'gone' });
    expect(logger.events).toEqual([
      { level: 'info', event: 'run.started', fields: { runId: 'r' } },
      { level: 'warn', event: 'worker.stopping', fields: { signal: 'TERM' } },
      { level: 'error', event: 'run.failed', fields: { runId: 'r', code: 'gone' } },
    ]);
  });
});
