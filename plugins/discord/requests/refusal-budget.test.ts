import { describe, expect, test } from 'bun:test';
import { LimitedAnswer } from './errors.ts';
import { RefusalBudget } from './refusal-budget.ts';

const TEN_MINUTES_MS = 10 * 60 * 1_000;

describe('requests that are refused', () => {
  test('a hundred in ten minutes, and then none is sent until the oldest is that old', async () => {
    let now = 0;
    const budget = new RefusalBudget(() => now);
    const refuse = () => budget.spend(async () => budget.note(403));
    for (let count = 0; count < 100; count += 1) {
      await refuse();
      now += 1_000;
    }
    const beyond = refuse();
    await expect(beyond).rejects.toBeInstanceOf(LimitedAnswer);
    await expect(beyond).rejects.toMatchObject({
      scope: 'refusals',
      retryAfterMs: TEN_MINUTES_MS - 100_000,
    });
    now = TEN_MINUTES_MS + 1;
    await refuse();
    await expect(refuse()).rejects.toBeInstanceOf(LimitedAnswer);
  });

  test('a hundred, however many are asked at once', async () => {
    const budget = new RefusalBudget(() => 0);
    let sent = 0;
    const refuse = () =>
      budget.spend(async () => {
        sent += 1;
        await Promise.resolve();
        budget.note(429);
      });
    const asked = await Promise.allSettled(Array.from({ length: 1_000 }, refuse));
    expect(sent).toBe(100);
    expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(900);
  });

  test('are no other answers, and no request that fails', async () => {
    const budget = new RefusalBudget(() => 0);
    for (let count = 0; count < 300; count += 1) {
      for (const status of [200, 404, 500]) await budget.spend(async () => budget.note(status));
      await budget.spend(() => Promise.reject(new Error('reset'))).catch(() => {});
    }
    expect(await budget.spend(async () => 'sent')).toBe('sent');
  });
});
