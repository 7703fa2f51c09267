import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { onDiscord } from './matrix/discord-faults.ts';
import type { FaultFigures, FaultGroup } from './matrix/fault-group.ts';
import { tryFault } from './matrix/run-group.ts';
import { describeFigures } from './matrix/table.ts';

setDefaultTimeout(60_000);

const SEED = Number(Bun.env.FAULT_SEED ?? 6);
const MOST_REQUESTS_A_SECOND = 50;
const MOST_REFUSALS = 100;

const all: FaultFigures[] = [];

function describeGroup<Place extends AsyncDisposable>(group: FaultGroup<Place>): void {
  describe(group.name, () => {
    let place: Place;

    beforeAll(async () => {
      place = await group.open();
    });

    afterAll(() => place[Symbol.asyncDispose]());

    test.each(group.faults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
      const figures = await tryFault(group.name, fault, { place, seed: SEED });
      all.push(figures);
      expect(figures).toMatchObject({ lost: 0, twice: 0 });
      expect(figures.mostInASecond).toBeLessThanOrEqual(MOST_REQUESTS_A_SECOND);
      expect(figures.refusals).toBeLessThanOrEqual(MOST_REFUSALS);
    });
  });
}

describeGroup(onDiscord);

afterAll(() => {
  console.info(`\nFaults, seed ${SEED}\n\n${describeFigures(all)}`);
});
