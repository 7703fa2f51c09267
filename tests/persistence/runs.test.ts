import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import { noCounters, type TenantId } from '@annals/domain';
import { KyselyUnitOfWork } from '@annals/persistence';
import { TestArchive } from './archive.ts';
import { newTenantId, noon, sampleMessage, sampleMessages, sampleRun } from './sample-rows.ts';

setDefaultTimeout(60_000);

const progress = {
  channels: { total: 1, done: 0, skipped: 0, failed: 0 },
  percent: 50,
  currentChannel: 'general',
  expectedEndAt: null,
  added: { ...noCounters, messagesAdded: 1 },
  knownStoredAt: noon,
};

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

describe('triggers', () => {
  test('go on being answered when their statement is planned once for all values', async () => {
    await archive.connection.db.connection().execute(async (one) => {
      const { runs } = new KyselyUnitOfWork(one).repositories;
      // PostgreSQL turns to such a plan with the sixth execution on a connection.
      for (let call = 0; call < 12; call++) {
        const { created } = await runs.createUnlessActive(sampleRun(tenantId));
        expect(created).toBe(call === 0);
      }
    });
  });
});

describe('a worker that has lost its run', () => {
  const claimed = async () => {
    const { runs, runLeases } = archive.repositories;
    const { run } = await runs.createUnlessActive(sampleRun(tenantId));
    const lease = { runId: run.id, tenantId, fence: 0 };
    const fence = (await runLeases.claim(run.id, noon))?.fence ?? 0;
    return { ...lease, fence };
  };

  test('stores nothing of the batch that was open when it was taken over', async () => {
    const { runs, runLeases, messages } = archive.repositories;
    const stale = await claimed();
    let answer: unknown;
    const work = archive.unitOfWork.transaction(async (inside) => {
      await inside.messages.upsert(sampleMessages(tenantId, 10));
      // On a connection of its own, and committed before the stale worker comes to its fence.
      await runLeases.claim(stale.runId, noon);
      answer = await inside.runLeases.heartbeat(stale, progress, noon);
      throw new Error('lost');
    });
    await expect(work).rejects.toThrow('lost');
    expect(answer).toBe('lost');
    const [first] = sampleMessages(tenantId, 1);
    expect(first && (await messages.find(tenantId, first.channelId, first.id))).toBeNull();
    expect(await runs.find(stale.runId)).toMatchObject({ counters: noCounters, fence: 2 });
  });

  test('has stored its batch whole where it came to the fence first', async () => {
    const { runLeases, messages } = archive.repositories;
    const stale = await claimed();
    const message = sampleMessage(tenantId, 1);
    const beaten = Promise.withResolvers<void>();
    let takenOver = false;
    const batch = archive.unitOfWork.transaction(async (inside) => {
      await inside.messages.upsert([message]);
      expect(await inside.runLeases.heartbeat(stale, progress, noon)).toBe('ok');
      beaten.resolve();
      // The takeover must wait for the row that this batch holds.
      await archive.untilSomebodyWaits();
      expect(takenOver).toBe(false);
    });
    await beaten.promise;
    const successor = await runLeases.claim(stale.runId, noon).then((run) => {
      takenOver = true;
      return run;
    });
    await batch;
    // Whoever takes over goes on from what is committed: the batch, its counts, its checkpoint.
    expect(successor).toMatchObject({ fence: 2, counters: { messagesAdded: 1 } });
    expect(await messages.find(tenantId, message.channelId, message.id)).toEqual(message);
    expect(await runLeases.heartbeat(stale, progress, noon)).toBe('lost');
  });
});

test('a heartbeat rewrites its row in place, without touching an index', async () => {
  const { runs, runLeases } = archive.repositories;
  const { run } = await runs.createUnlessActive(sampleRun(tenantId));
  const lease = {
    runId: run.id,
    tenantId,
    fence: (await runLeases.claim(run.id, noon))?.fence ?? 0,
  };
  // Within one transaction, whose own figures these are.
  const rewritten = await archive.connection.db.transaction().execute(async (trx) => {
    const inside = new KyselyUnitOfWork(trx).repositories;
    const updates = () =>
      trx
        .selectNoFrom(({ fn, val }) => {
          const table = fn('to_regclass', [val('sync_runs')]);
          return [
            fn<string>('pg_stat_get_xact_tuples_updated', [table]).as('all'),
            fn<string>('pg_stat_get_xact_tuples_hot_updated', [table]).as('hot'),
          ];
        })
        .executeTakeFirstOrThrow();
    const before = await updates();
    for (let beat = 0; beat < 5; beat++) await inside.runLeases.heartbeat(lease, progress, noon);
    const after = await updates();
    return {
      all: Number(after.all) - Number(before.all),
      hot: Number(after.hot) - Number(before.hot),
    };
  });
  expect(rewritten).toEqual({ all: 5, hot: 5 });
});
