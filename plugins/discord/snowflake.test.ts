import { describe, expect, test } from 'bun:test';
import type { MessageId } from '@annals/domain';
import { compareSnowflakes, snowflakeOrder } from './snowflake.ts';

describe('ids', () => {
  test.each<[string, string, number]>([
    ['999999999999999999', '1000000000000000000', -1],
    ['1000000000000000000', '999999999999999999', 1],
    ['9007199254740992', '9007199254740993', -1],
    ['9007199254740993', '9007199254740993', 0],
    ['07', '7', 0],
  ])('%s beside %s: %d', (a, b, order) => {
    expect(compareSnowflakes(a, b)).toBe(order);
  });
});

describe('the id just before a time', () => {
  /** The example of Discord's documentation. */
  const id = '175928847299117063' as MessageId;
  const at = new Date('2016-04-30T11:18:25.796Z');

  test('is the last one of the millisecond before', () => {
    expect(snowflakeOrder.timeOf(id)).toEqual(at);
    const before = snowflakeOrder.justBefore(at);
    expect(snowflakeOrder.timeOf(before)).toEqual(new Date(at.getTime() - 1));
    expect(snowflakeOrder.timeOf(`${BigInt(before) + 1n}` as MessageId)).toEqual(at);
  });

  test.each([[new Date(0)], [new Date('2015-01-01T00:00:00Z')]])(
    'is the first of all where Discord had none yet: %p',
    (time) => {
      expect(snowflakeOrder.justBefore(time) as string).toBe('0');
    },
  );
});
