export * from './faults.ts';
export * from './guild.ts';
export type { RateLimit, RateLimits } from './rate-limits.ts';
export { type RecordedRequest, RequestRecord, type SimulatedRequest } from './request-record.ts';
export { madeAt, Snowflakes } from './snowflakes.ts';
export * from './start-simulator.ts';
