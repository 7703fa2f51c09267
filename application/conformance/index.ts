export * from './check.ts';
export * from './clock.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './platform.ts';
export { someJob } from './queue/delivery-probe.ts';
export type { OpenQueue } from './queue/queue-harness.ts';
export * from './queue.ts';
export * from './store.ts';
