import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { arrayLiteral, itemsOf } from './array-types.ts';

test('what is written as an array is read as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (items) => {
      expect(itemsOf(arrayLiteral(items))).toEqual(items);
    }),
  );
});

test('PostgreSQL leaves quotes away where it can', () => {
  expect(itemsOf('{123,"a b","",456}')).toEqual(['123', 'a b', '', '456']);
  expect(itemsOf('{}')).toEqual([]);
});
