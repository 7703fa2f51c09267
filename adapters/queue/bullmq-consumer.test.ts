import { beforeEach, describe, expect, test } from 'bun:test';
import type { DeliveryOutcome, SyncDelivery } from '@annals/application';
import { RecordedLogger } from '@annals/application/fakes';
import { type Job, type Processor, UnrecoverableError, WaitingError } from 'bullmq';
import { BullmqConsumer, type JobWorker } from './bullmq-consumer.ts';
import { AttemptFailedError } from './sync-worker.ts';

const data = {
  runId: '6a1d4f52-0f3c-4c7e-9d3b-2f6f2f0a7c11',
  tenantId: '0b7d1d0e-8f0a-4c53-8d5f-6d6b5f0c9a22',
};

let logger: RecordedLogger;
let process: Processor;
let closings: string[];

let fail: (error: Error) => void;
let takeOver: (jobId: string) => void;
let close: () => Promise<void>;

const worker = {
  failuresInRow: 0,
  on(event: string, listener: (error: Error & string) => void) {
    if (event === 'error') fail = listener as typeof fail;
    else takeOver = listener as typeof takeOver;
  },
  close: () => close(),
  abandon: async () => void closings.push('abandoned'),
} satisfies JobWorker;

beforeEach(() => {
  logger = new RecordedLogger();
  closings = [];
  worker.failuresInRow = 0;
  close = async () => void closings.push('closed');
});

function consume(handler: (delivery: SyncDelivery) => Promise<DeliveryOutcome>): BullmqConsumer {
  return new BullmqConsumer({
    handler,
    logger,
    makeWorker(processor) {
      process = processor;
      return worker;
    },
    sever: () => void closings.push('severed'),
  });
}

function job(changes: Partial<Record<keyof Job, unknown>> = {}): Job {
  const fields = { id: data.runId, data, attemptsMade: 0, opts: { attempts: 4 } };
  return { ...fields, moveToWait: async () => 0, ...changes } as unknown as Job;
}

describe('a delivery', () => {
  test('has what travels with a job and nothing that was stored beside it', async () => {
    const deliveries: SyncDelivery[] = [];
    consume(async (delivery) => {
      deliveries.push(delivery);
      return 'done';
    });
    await process(job({ data: { ...data, madeBy: 'a call' }, attemptsMade: 3 }), 'token');
    expect(deliveries[0]?.job).toEqual(data as unknown as SyncDelivery['job']);
    expect(deliveries[0]).toMatchObject({ attempt: 4, isLastAttempt: true });
  });

  test('of unreadable data fails for good, and logs nothing of it', async () => {
    consume(async () => 'done');
    const unreadable = job({ data: { runId: 'somebody@example' } });
    await expect(process(unreadable, 'token')).rejects.toBeInstanceOf(UnrecoverableError);
    expect(logger.events).toEqual([
      { level: 'error', event: 'queue.unreadable_job', fields: { jobId: data.runId } },
    ]);
  });

  test('that throws fails with a sentence of our own', async () => {
    consume(async () => {
      throw Object.assign(new RangeError('somebody said'), { code: 'E_SAID' });
    });
    await expect(process(job(), 'token')).rejects.toBeInstanceOf(AttemptFailedError);
    const fields = { jobId: data.runId, attempt: 1, error: 'RangeError', code: 'E_SAID' };
    expect(logger.events).toEqual([{ level: 'error', event: 'queue.job_attempt_failed', fields }]);
  });

  test('that cannot be handed back counts as no attempt either', async () => {
    consume(async () => 'hand_back');
    const lost = job({ moveToWait: () => Promise.reject(new Error('connection lost')) });
    await expect(process(lost, 'token')).rejects.toBeInstanceOf(WaitingError);
    const fields = { jobId: data.runId, error: 'Error', code: null };
    expect(logger.events).toEqual([{ level: 'warn', event: 'queue.hand_back_failed', fields }]);
  });

  test('that was fetched while the consumer closes is handed back unseen', async () => {
    const seen: SyncDelivery[] = [];
    const consumer = consume(async (delivery) => {
      seen.push(delivery);
      return 'done';
    });
    await consumer.close();
    await expect(process(job(), 'token')).rejects.toBeInstanceOf(WaitingError);
    expect(seen).toEqual([]);
  });
});

test('closing twice closes once, and cuts the connections at the end', async () => {
  const consumer = consume(async () => 'done');
  await Promise.all([consumer.close(), consumer.close()]);
  expect(closings).toEqual(['closed', 'severed']);
});

test('a worker whose server fails as it closes is abandoned, and its connections are cut', async () => {
  const consumer = consume(async () => 'done');
  close = () => Promise.reject(Object.assign(new Error('is gone'), { code: 'ECONNREFUSED' }));
  await consumer.close();
  expect(closings).toEqual(['abandoned', 'severed']);
  const fields = { error: 'Error', code: 'ECONNREFUSED' };
  expect(logger.events).toEqual([{ level: 'warn', event: 'queue.worker_abandoned', fields }]);
});

test('a handler is waited for, however soon its worker has closed', async () => {
  const end = Promise.withResolvers<DeliveryOutcome>();
  const consumer = consume(() => end.promise);
  const processed = process(job(), 'token');
  const closed = consumer.close().then(() => closings.push('over'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(closings).toEqual(['closed']);
  end.resolve('done');
  await Promise.all([processed, closed]);
  expect(closings).toEqual(['closed', 'severed', 'over']);
});

test('a job that is taken over from a dead worker is told of', () => {
  consume(async () => 'done');
  takeOver(data.runId);
  const fields = { jobId: data.runId };
  expect(logger.events).toEqual([{ level: 'warn', event: 'queue.job_taken_over', fields }]);
});

test('of failures in a row ever fewer are told, and the first of the next row again', () => {
  consume(async () => 'done');
  const failures = (count: number) => {
    for (let failure = 0; failure < count; failure += 1) {
      fail(Object.assign(new Error('is read only'), { code: '25006' }));
    }
  };
  failures(4097);
  worker.failuresInRow = 0;
  failures(1);
  const told = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 1].map(
    (failuresInRow) => ({
      level: 'warn',
      event: 'queue.worker_error',
      fields: { error: 'Error', code: '25006', failuresInRow },
    }),
  );
  expect(logger.events).toEqual(told as typeof logger.events);
});
