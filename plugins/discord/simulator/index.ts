export { buildGuild, type GuildSize } from './build-guild.ts';
export * from './change-guild.ts';
export * from './faults.ts';
export * from './guild.ts';
export type { RateLimit, RateLimits } from './rate-limits.ts';
export { type RecordedRequest, RequestRecord, type SimulatedRequest } from './request-record.ts';
export { madeAt, Snowflakes } from './snowflakes.ts';
export * from './start-simulator.ts';
export * from './truth.ts';
