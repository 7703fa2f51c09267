import { expect, test } from 'bun:test';
import { Places } from './places.ts';

test('so many hold a place, and the others get theirs in the order in which they came', async () => {
  const places = new Places(2);
  const given: number[] = [];
  const leave = await Promise.all([places.take(), places.take()]);
  const third = places.take().then(() => given.push(3));
  const fourth = places.take().then(() => given.push(4));
  await Promise.resolve();
  expect(given).toEqual([]);
  leave[1]();
  await third;
  expect(given).toEqual([3]);
  leave[0]();
  await fourth;
  expect(given).toEqual([3, 4]);
});

test('a place is given back once, however often it is left', async () => {
  const places = new Places(1);
  const leave = await places.take();
  leave();
  leave();
  await places.take();
  let isGiven = false;
  void places.take().then(() => {
    isGiven = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isGiven).toBe(false);
});
