import { expect, test } from 'bun:test';
import { Random } from './random.ts';

const draws = (seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: 1000 }, () => random.next());
};

test('a seed gives the same draws for ever', () => {
  expect(draws(1).slice(0, 3)).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
});

test('draws lie evenly from 0 up to 1', () => {
  const all = draws(9);
  expect(all.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  const mean = all.reduce((sum, draw) => sum + draw, 0) / all.length;
  expect(mean).toBeCloseTo(0.5, 1);
});

test('whole numbers reach both of their ends', () => {
  const random = new Random(3);
  const numbers = new Set(Array.from({ length: 100 }, () => random.between(2, 4)));
  expect([...numbers].sort()).toEqual([2, 3, 4]);
});

test('a sample has different items, all of them when more are asked for', () => {
  const random = new Random(3);
  const items = [1, 2, 3, 4, 5, 6];
  expect(new Set(random.sample(items, 2)).size).toBe(2);
  expect(random.sample(items, 9).sort()).toEqual(items);
});

test('nothing can be picked from nothing', () => {
  expect(() => new Random(1).pick([])).toThrow(RangeError);
});
