import type { Scenario } from './scenario.ts';
import { againstFloor } from './scenarios/against-floor.ts';
import { byHand } from './scenarios/by-hand.ts';

/** In the order of the page that shows them. */
export const scenarios: readonly Scenario[] = [againstFloor, byHand];
