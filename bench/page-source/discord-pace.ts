import type { PageSourceOptions } from './page-source.ts';

/** What Discord allows one bot in all. */
export const GLOBAL_PER_SECOND = 50;
/** The pages of one channel, and every other bucket. */
export const PER_CHANNEL = { limit: 5, windowMs: 1_000 };
export const LATENCY_MS = 80;

/** A simulator that enforces Discord's limits and is as far away as Discord. */
export const discordPace: Required<Pick<PageSourceOptions, 'rateLimits' | 'latencyMs'>> = {
  rateLimits: {
    globalPerSecond: GLOBAL_PER_SECOND,
    messagesPerChannel: PER_CHANNEL,
    routes: PER_CHANNEL,
  },
  latencyMs: LATENCY_MS,
};
