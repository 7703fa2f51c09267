import { buildEvenGuild, buildGuild, type SimulatedGuild } from '@annals/plugin-discord/simulator';

/**
 * `real`: a guild as they grow, with channels of every type, most messages in a few of them.
 * `even`: the same kinds of messages, spread over so many plain channels.
 */
export type GuildPlan =
  | {
      readonly shape: 'real';
      readonly messages: number;
      readonly threads: number;
      readonly channels?: number;
    }
  | { readonly shape: 'even'; readonly messages: number; readonly channels: number };

const SEED = 7;
/** Old enough that nothing is looked at twice in one run. */
const END_MS: number = Date.UTC(2026, 0, 1);

/** Always the same guild for the same plan. */
export function plannedGuild({ shape, ...size }: GuildPlan): SimulatedGuild {
  const common = { seed: SEED, endMs: END_MS };
  return shape === 'real'
    ? buildGuild({ ...common, threads: 0, ...size })
    : buildEvenGuild({ ...common, channels: 1, ...size });
}
