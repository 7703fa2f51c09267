export { createPostgresSyncQueue, createRedisSyncQueue, type QueueWithBoard } from './backends.ts';
