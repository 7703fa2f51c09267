import type { Scenario } from './scenario.ts';
import { againstFloor } from './scenarios/against-floor.ts';
import { againstLimits } from './scenarios/against-limits.ts';
import { byHand } from './scenarios/by-hand.ts';
import { growth } from './scenarios/growth.ts';
import { work } from './scenarios/work.ts';

/** In the order of the page that shows them. */
export const scenarios: readonly Scenario[] = [againstFloor, byHand, againstLimits, work, growth];
