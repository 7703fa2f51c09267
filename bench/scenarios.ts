import type { Scenario } from './scenario.ts';
import { againstFloor } from './scenarios/against-floor.ts';
import { againstLimits } from './scenarios/against-limits.ts';
import { atDiscordsPace } from './scenarios/at-discords-pace.ts';
import { byHand } from './scenarios/by-hand.ts';
import { growth } from './scenarios/growth.ts';
import { memory } from './scenarios/memory.ts';
import { quietHour } from './scenarios/quiet-hour.ts';
import { reading } from './scenarios/reading.ts';
import { work } from './scenarios/work.ts';

/** In the order of the page that shows them. */
export const scenarios: readonly Scenario[] = [
  againstFloor,
  byHand,
  againstLimits,
  atDiscordsPace,
  memory,
  quietHour,
  work,
  reading,
  growth,
];
