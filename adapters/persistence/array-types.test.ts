import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { arrayLiteral, itemsOf } from './array-types.ts';

test('what is written as an array is read as it was', () => {
  // Among all signs there are, those that an array is spelled with would hardly ever come.
  const text = fc.string({ unit: fc.constantFrom(...'"\\,{} \n', 'a', '7', 'NULL', 'é', '🌱') });
  fc.assert(
    fc.property(fc.array(text), (items) => {
      expect(itemsOf(arrayLiteral(items))).toEqual(items);
    }),
  );
});

test('PostgreSQL leaves quotes away where it can', () => {
  expect(itemsOf('{123,"a b","",456}')).toEqual(['123', 'a b', '', '456']);
  expect(itemsOf('{}')).toEqual([]);
});
