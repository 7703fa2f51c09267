import { Random } from '@annals/plugin-discord/simulator';
import {
  type Attempt,
  type Fault,
  type FaultFigures,
  type FaultGroup,
  figuresOf,
} from './fault-group.ts';

/** Tries a fault as often as it says, each time at other places: the seed tells at which. */
export async function tryFault<Place extends AsyncDisposable>(
  { name, isSideBySide = false }: FaultGroup<Place>,
  fault: Fault<Place>,
  { place, seed }: { readonly place: Place; readonly seed: number },
): Promise<FaultFigures> {
  const attempts: Promise<Attempt>[] = [];
  for (let count = 0; count < fault.tries; count += 1) {
    const random = new Random(seed ^ Bun.hash.crc32(`${name}: ${fault.name}, ${count}`));
    const attempt = fault.attempt(place, random);
    if (!isSideBySide) await attempt;
    attempts.push(attempt);
  }
  return figuresOf(name, fault.name, await Promise.all(attempts));
}
