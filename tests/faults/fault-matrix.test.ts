import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { onClock } from './matrix/clock-faults.ts';
import { onDiscord } from './matrix/discord-faults.ts';
import { bothQueues, type FaultFigures, type FaultGroup } from './matrix/fault-group.ts';
import { onPostgres } from './matrix/postgres-faults.ts';
import { onProcesses } from './matrix/process-faults.ts';
import { onRedis } from './matrix/redis-faults.ts';
import { tryFault } from './matrix/run-group.ts';
import { describeFigures, writeFaultTable } from './matrix/table.ts';

setDefaultTimeout(280_000);

const SEED = Number(Bun.env.FAULT_SEED ?? 6);
const MOST_REQUESTS_A_SECOND = 50;
const MOST_REFUSALS = 100;

const all: FaultFigures[] = [];

function describeGroup<Place extends AsyncDisposable>(group: FaultGroup<Place>): void {
  describe(group.name, () => {
    afterAll(async () => {
      console.info(describeFigures(all.filter((row) => row.group === group.name)));
      if (Bun.env.FAULT_TABLE === 'write') await writeFaultTable(describeFigures(all), SEED);
    });

    test.each(group.faults.map((fault) => [fault.name, fault] as const))('%s', async (_, fault) => {
      const figures = await tryFault(group, fault, SEED);
      all.push(figures);
      expect(figures).toMatchObject({ met: fault.tries, lost: 0, twice: 0 });
      expect(figures.queues).toEqual(fault.queues ?? bothQueues);
      const most = MOST_REQUESTS_A_SECOND + (fault.sentAgain ?? 0);
      expect(figures.mostInASecond).toBeLessThanOrEqual(most);
      expect(figures.refusals).toBeLessThanOrEqual(MOST_REFUSALS);
    });
  });
}

describeGroup(onDiscord);
describeGroup(onPostgres);
describeGroup(onRedis);
describeGroup(onProcesses);
describeGroup(onClock);
