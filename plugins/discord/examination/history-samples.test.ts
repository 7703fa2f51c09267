import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { HistorySamples, type SampledMessage } from './history-samples.ts';

const PAGE_SIZE = 100;
const MORE_THAN_ENOUGH = 200;

const histories = fc
  .array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 1_500, size: 'max' })
  .map((steps) => {
    let atMs = 0;
    return steps.map((step): SampledMessage => {
      atMs += step;
      return { atMs, reactionRequests: step % 3 };
    });
  });

function samplesOf(history: readonly SampledMessage[], most: number): HistorySamples {
  const samples = new HistorySamples(history.slice(-PAGE_SIZE), history.length < PAGE_SIZE);
  for (let count = 0; count < most; count += 1) {
    const wanted = samples.wanted();
    if (wanted === null) break;
    const behind = history.filter(({ atMs }) => wanted.afterMs === null || atMs >= wanted.afterMs);
    samples.add(wanted, behind.slice(0, PAGE_SIZE));
  }
  return samples;
}

test('once nothing is left to learn, the count is off by no more than two a page', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const samples = samplesOf(history, MORE_THAN_ENOUGH);
      const { low, likely, high } = samples.volume().messages;
      const tolerance = 2 * Math.ceil(history.length / PAGE_SIZE) + 1;
      expect(samples.wanted()).toBeNull();
      for (const count of [low, likely, high]) {
        expect(Math.abs(count - history.length)).toBeLessThan(tolerance);
      }
    }),
    { numRuns: 50 },
  );
});

test('however few samples there are, the bounds enclose what is likely', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 1, max: 5 }), (history, most) => {
      const { low, likely, high } = samplesOf(history, most).volume().messages;
      expect(low).toBeLessThanOrEqual(likely);
      expect(high).toBeGreaterThanOrEqual(likely);
    }),
    { numRuns: 50 },
  );
});
