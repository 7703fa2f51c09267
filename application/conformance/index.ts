export * from './check.ts';
export * from './clock.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './platform.ts';
export type { OpenQueue, QueueHarness } from './queue/queue-harness.ts';
export * from './queue.ts';
export type { OpenStore, StoreCheck, StoreHarness } from './store/store-check.ts';
export * from './store.ts';
