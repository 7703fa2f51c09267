import { expect } from 'bun:test';
import type { ListedSyncError } from '../../ports/index.ts';
import {
  at,
  channelId,
  messageId,
  otherTenantId,
  runId,
  sampleError,
  tenantId,
} from './samples.ts';
import { type StoreCheck, storeCheck } from './store-check.ts';

const all = { after: null, limit: 10 };

export const errorChecks: readonly StoreCheck[] = [
  storeCheck('errors: read back whole, in the order of their storing', async ({ repositories }) => {
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
    const stored = await repositories.errors.listOf(tenantId, runId(1), all);
    expect(stored.map(withoutPlace)).toEqual([late, early, middle]);
  }),

  storeCheck('errors: page after page shows each once', async ({ repositories }) => {
    const codes = Array.from({ length: 7 }, (_, number) => `code_${number}`);
    await repositories.errors.add(codes.map((code) => sampleError({ code })));
    const listed: ListedSyncError[] = [];
    while (listed.length <= codes.length) {
      const after = listed.at(-1)?.place ?? null;
      const page = await repositories.errors.listOf(tenantId, runId(1), { after, limit: 3 });
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(3);
      listed.push(...page);
    }
    expect(listed.map(({ code }) => code)).toEqual(codes);
  }),

  storeCheck('errors: the same error twice is two errors', async ({ repositories }) => {
    await repositories.errors.add([sampleError(), sampleError()]);
    expect(await repositories.errors.listOf(tenantId, runId(1), all)).toHaveLength(2);
  }),

  storeCheck('errors: each run has its own', async ({ repositories }) => {
    const other = sampleError({ runId: runId(2), code: 'other' });
    await repositories.errors.add([sampleError(), other]);
    const stored = await repositories.errors.listOf(tenantId, runId(2), all);
    expect(stored.map(withoutPlace)).toEqual([other]);
  }),

  storeCheck('errors: those of one code are counted run by run', async ({ repositories }) => {
    const { errors } = repositories;
    await errors.add([
      ...[sampleError({ code: 'one' }), sampleError({ code: 'one' })],
      ...[sampleError({ code: 'two' }), sampleError({ code: 'one', runId: runId(2) })],
      sampleError({ code: 'one', tenantId: otherTenantId }),
    ]);
    expect(await errors.count(tenantId, runId(1), 'one')).toBe(2);
    expect(await errors.count(tenantId, runId(1), 'two')).toBe(1);
    expect(await errors.count(tenantId, runId(1), 'three')).toBe(0);
  }),
];

function withoutPlace({ place: _, ...error }: ListedSyncError) {
  return error;
}
