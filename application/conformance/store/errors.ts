import { expect } from 'bun:test';
import { at, channelId, messageId, runId, sampleError, tenantId } from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

export const errorChecks: readonly StoreCheck[] = [
  storeCheck('errors: read back whole, oldest first', async ({ repositories }) => {
    const late = sampleError({ code: 'late', occurredAt: at(3) });
    const early = sampleError({
      code: 'early',
      occurredAt: at(1),
      channelId: null,
      messageId: messageId('9007199254740993'),
      attempt: 3,
    });
    const middle = sampleError({ code: 'middle', occurredAt: at(2), channelId: channelId('11') });
    await repositories.errors.add([late, early]);
    await repositories.errors.add([middle]);
    const stored = await repositories.errors.listOf(tenantId, runId(1), 10);
    expect(stored).toEqual([early, middle, late]);
  }),

  storeCheck('errors: at most so many, and the oldest', async ({ repositories }) => {
    const errors = [4, 2, 3, 1].map((second) => sampleError({ occurredAt: at(second) }));
    await repositories.errors.add(errors);
    const stored = await repositories.errors.listOf(tenantId, runId(1), 2);
    expect(stored.map(({ occurredAt }) => occurredAt)).toEqual([at(1), at(2)]);
  }),

  storeCheck('errors: the same error twice is two errors', async ({ repositories }) => {
    await repositories.errors.add([sampleError(), sampleError()]);
    expect(await repositories.errors.listOf(tenantId, runId(1), 10)).toHaveLength(2);
  }),

  storeCheck('errors: each run has its own', async ({ repositories }) => {
    const other = sampleError({ runId: runId(2), code: 'other' });
    await repositories.errors.add([sampleError(), other]);
    expect(await repositories.errors.listOf(tenantId, runId(2), 10)).toEqual([other]);
  }),
];
