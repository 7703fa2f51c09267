import { buildEvenGuild, buildGuild, type SimulatedGuild } from '@annals/plugin-discord/simulator';
import { heavyGuild, threadedGuild } from './plain-guilds.ts';

/**
 * `real`: a guild as they grow, with channels of every type, most messages in a few of them.
 * `even`: the same kinds of messages, spread over so many plain channels.
 * `heavy`: a channel of pages of 4 MB. `threaded`: channels with archived threads and little in them.
 */
export type GuildPlan =
  | {
      readonly shape: 'real';
      readonly messages: number;
      readonly threads: number;
      readonly channels?: number;
    }
  | { readonly shape: 'even'; readonly messages: number; readonly channels: number }
  | { readonly shape: 'heavy'; readonly messages: number }
  | { readonly shape: 'threaded'; readonly channels: number; readonly threads: number };

const SEED = 7;
/** Old enough that nothing is looked at twice in one run. */
const END_MS: number = Date.UTC(2026, 0, 1);

/** Always the same guild for the same plan. */
export function plannedGuild(plan: GuildPlan): SimulatedGuild {
  const common = { seed: SEED, endMs: END_MS };
  switch (plan.shape) {
    case 'real':
      return buildGuild({ ...common, ...plan });
    case 'even':
      return buildEvenGuild({ ...common, ...plan });
    case 'heavy':
      return heavyGuild(plan.messages, END_MS);
    case 'threaded':
      return threadedGuild(plan, END_MS);
  }
}
