export { createPostgresSyncQueue, createRedisSyncQueue } from './backends.ts';
