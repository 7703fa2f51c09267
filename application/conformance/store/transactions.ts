import { expect } from 'bun:test';
import type { RunLease } from '../../ports/run-lease-repository.ts';
import type { Repositories, UnitOfWork } from '../../ports/unit-of-work.ts';
import { claimRun } from './run-steps.ts';
import {
  at,
  channelId,
  checkpointAt,
  messageId,
  runId,
  sampleAttachment,
  sampleChannel,
  sampleError,
  sampleMessage,
  sampleProgress,
  sampleRun,
  sampleTenant,
  tenantId,
  thumbs,
  userHash,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const channel = channelId('10');
const key = { channelId: channel, messageId: messageId('100') };
const reactors = {
  ...key,
  emoji: [{ emojiType: 'standard', emojiValue: '👍', userHashes: [userHash('ada')] }],
} as const;
const advanced = { syncStatus: 'in_progress', added: 1, at: at(10) } as const;

/** A batch as a run writes it: something in every table. */
async function writeBatch(repositories: Repositories, lease: RunLease): Promise<void> {
  const { tenants, channels, messages, attachments, reactions, progress, runLeases, errors } =
    repositories;
  await tenants.create(sampleTenant());
  await channels.upsert([sampleChannel()]);
  await messages.upsert([sampleMessage({ reactionCounts: [thumbs(1)] })]);
  await attachments.replace(tenantId, [key], [sampleAttachment()]);
  await reactions.replace(tenantId, [reactors]);
  await progress.advance(tenantId, [{ checkpoint: checkpointAt('7'), ...advanced }]);
  await errors.add([sampleError()]);
  await runLeases.heartbeat(lease, sampleProgress(), at(20));
}

async function read({ repositories }: UnitOfWork) {
  const { tenants, channels, messages, attachments, reactions, progress, runs, errors } =
    repositories;
  return {
    tenant: await tenants.find(tenantId),
    channel: await channels.find(tenantId, channel),
    message: await messages.find(tenantId, channel, key.messageId),
    attachments: await attachments.listOf(tenantId, key),
    reactions: await reactions.listOf(tenantId, channel, key.messageId),
    progress: await progress.find(tenantId, [channel]),
    run: await runs.find(runId(1)),
    errors: await errors.listOf(tenantId, runId(1), { after: null, limit: 10 }),
  };
}

type Part = keyof Awaited<ReturnType<typeof read>>;

/** What is left of one part of a batch whose transaction fails. */
function rollbackCheck(name: string, part: Part): StoreCheck {
  return storeCheck(`transaction: a rollback takes back ${name}`, async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, runId(1));
    const before = await read(store);
    const failing = store.transaction(async (repositories) => {
      await writeBatch(repositories, lease);
      throw new Error('after the last write');
    });
    await expect(failing).rejects.toThrow('after the last write');
    expect((await read(store))[part]).toEqual(before[part]);
  });
}

export const transactionChecks: readonly StoreCheck[] = [
  rollbackCheck('tenants', 'tenant'),
  rollbackCheck('channels', 'channel'),
  rollbackCheck('messages', 'message'),
  rollbackCheck('attachments', 'attachments'),
  rollbackCheck('reactions', 'reactions'),
  rollbackCheck('checkpoints', 'progress'),
  rollbackCheck('counters of runs', 'run'),
  rollbackCheck('errors', 'errors'),

  storeCheck('transaction: a rollback brings back what was there', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, runId(1));
    await store.transaction((repositories) => writeBatch(repositories, lease));
    const before = await read(store);
    const failing = store.transaction(async ({ messages, attachments, reactions, progress }) => {
      await messages.upsert([sampleMessage({ content: 'changed' })]);
      await attachments.replace(tenantId, [key], []);
      await reactions.replace(tenantId, [{ ...key, emoji: [] }]);
      await progress.advance(tenantId, [{ checkpoint: checkpointAt('8'), ...advanced }]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await read(store)).toEqual(before);
    const page = { after: null, limit: 10 };
    const pending = await store.repositories.pendingReactions.list(tenantId, key.channelId, page);
    expect(pending).toMatchObject([{ reactionCounts: [thumbs(1)] }]);
  }),

  storeCheck('transaction: everything is stored when it returns', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const lease = await claimRun(runLeases, runId(1));
    await store.transaction((repositories) => writeBatch(repositories, lease));
    const stored = await read(store);
    expect(stored).toMatchObject({
      tenant: { id: tenantId },
      channel: { id: channel },
      message: { id: key.messageId },
      attachments: [sampleAttachment()],
      reactions: [{ userHash: userHash('ada') }],
      progress: [{ ...checkpointAt('7'), totalMessagesSynced: 1 }],
      run: { counters: sampleProgress().added },
      errors: [sampleError()],
    });
  }),

  storeCheck('transaction: sees what it wrote itself', async (store) => {
    await store.transaction(async ({ messages }) => {
      await messages.upsert([sampleMessage()]);
      expect(await messages.find(tenantId, channel, key.messageId)).toEqual(sampleMessage());
      expect(await messages.upsert([sampleMessage()])).toEqual({ added: 0, updated: 0 });
    });
  }),

  storeCheck('transaction: passes the value of its work on', async (store) => {
    const value = { anything: [1, 2] };
    expect(await store.transaction(async () => value)).toBe(value);
  }),

  storeCheck('transaction: passes the error of its work on', async (store) => {
    const error = new Error('mine');
    const caught = await store
      .transaction(async () => {
        throw error;
      })
      .catch((reason: unknown) => reason);
    expect(caught).toBe(error);
  }),

  storeCheck(
    'transaction: what its work does not wait for stores nothing behind its end',
    async (store) => {
      let branch: Promise<unknown> = Promise.resolve();
      const failing = store.transaction(async ({ tenants }) => {
        branch = tenants.find(tenantId).then(() => tenants.create(sampleTenant()));
        branch.catch(() => {});
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await expect(branch).rejects.toBeInstanceOf(Error);
      expect(await store.repositories.tenants.find(tenantId)).toBeNull();
    },
  ),

  storeCheck('transaction: another one can follow a failed one', async (store) => {
    const failing = store.transaction(async ({ messages }) => {
      await messages.upsert([sampleMessage()]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await store.transaction(({ messages }) => messages.upsert([sampleMessage()]));
    const stored = await store.repositories.messages.find(tenantId, channel, key.messageId);
    expect(stored).toEqual(sampleMessage());
  }),

  storeCheck('transaction: many at once lose no addition', async (store) => {
    const { progress } = store.repositories;
    await progress.advance(tenantId, [{ checkpoint: checkpointAt('1'), ...advanced, added: 0 }]);
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction((repositories) =>
          repositories.progress.advance(tenantId, [{ checkpoint: checkpointAt('2'), ...advanced }]),
        ),
      ),
    );
    expect(await progress.find(tenantId, [channel])).toMatchObject([{ totalMessagesSynced: 20 }]);
  }),

  storeCheck('transaction: a lost lease found inside takes back the batch', async (store) => {
    const { runs, runLeases } = store.repositories;
    await runs.createUnlessActive(sampleRun());
    const stale = await claimRun(runLeases, runId(1));
    await claimRun(runLeases, runId(1), at(2));
    const before = await read(store);
    const failing = store.transaction(async (repositories) => {
      await writeBatch(repositories, stale);
      const answer = await repositories.runLeases.heartbeat(stale, sampleProgress(), at(30));
      if (answer === 'lost') throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    expect(await read(store)).toEqual(before);
  }),
];
