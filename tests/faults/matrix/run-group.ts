import { Random } from '@annals/plugin-discord/simulator';
import {
  type Attempt,
  type Fault,
  type FaultFigures,
  type FaultGroup,
  figuresOf,
} from './fault-group.ts';

/**
 * Tries a fault as often as it says, each time at other places: the seed tells at which. On servers of
 * its own: a run that never ends would keep their worker from the next fault's.
 */
export async function tryFault<Place extends AsyncDisposable>(
  { name, isSideBySide = false, open }: FaultGroup<Place>,
  fault: Fault<Place>,
  seed: number,
): Promise<FaultFigures> {
  await using place = await open();
  const attempts: Promise<Attempt>[] = [];
  for (let count = 0; count < fault.tries; count += 1) {
    const random = new Random(seed ^ Bun.hash.crc32(`${name}: ${fault.name}, ${count}`));
    const attempt = fault.attempt(place, random);
    if (!isSideBySide) await attempt;
    attempts.push(attempt);
  }
  return figuresOf(name, fault.name, await Promise.all(attempts));
}
