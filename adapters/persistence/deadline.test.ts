import { describe, expect, test } from 'bun:test';
import { within } from './deadline.ts';

const late = () => new Error('late');
const never = new Promise<never>(() => {});

describe('work within a deadline', () => {
  test('ends as it would without one', async () => {
    expect(await within(60_000, Promise.resolve(7), late)).toBe(7);
    const failing = within(60_000, Promise.reject(new Error('its own')), late);
    await expect(failing).rejects.toThrow('its own');
  });

  test('is given up when the deadline has passed', async () => {
    await expect(within(1, never, late)).rejects.toThrow('late');
  });

  test('may fail later without anybody hearing of it', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    await expect(within(1, promise, late)).rejects.toThrow('late');
    reject(new Error('too late to matter'));
  });
});
