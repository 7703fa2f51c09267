import { describe, expect, test } from 'bun:test';
import { describeIds } from '../conformance/ids.ts';
import { SequentialIds } from './sequential-ids.ts';

describeIds('in a row', { open: () => new SequentialIds() });

describe('SequentialIds', () => {
  test('gives the same every time', () => {
    const [first, second] = [new SequentialIds(), new SequentialIds()];
    for (let count = 0; count < 300; count += 1) {
      expect(second.uuid()).toBe(first.uuid());
      expect(second.secret()).toBe(first.secret());
    }
  });
});
