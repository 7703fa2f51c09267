export { createPostgresSyncQueue, createRedisSyncQueue, type QueueWithBoard } from './backends.ts';
export { codeOf, isRefusal } from './error-fields.ts';
