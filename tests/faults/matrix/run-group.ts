import { Random } from '@annals/plugin-discord/simulator';
import { type Fault, type FaultFigures, figuresOf } from './fault-group.ts';

/** Tries a fault as often as it says, each time at other places: the seed tells at which. */
export async function tryFault<Place>(
  group: string,
  fault: Fault<Place>,
  { place, seed }: { readonly place: Place; readonly seed: number },
): Promise<FaultFigures> {
  const random = new Random(seed ^ Bun.hash.crc32(`${group}: ${fault.name}`));
  const attempts = [];
  for (let count = 0; count < fault.tries; count += 1) {
    attempts.push(await fault.attempt(place, random));
  }
  return figuresOf(group, fault.name, attempts);
}
