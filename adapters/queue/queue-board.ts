import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { Hono } from 'hono';
import { serveStatic } from 'hono/bun';

type BullmqQueue = ConstructorParameters<typeof BullMQAdapter>[0];

/** Answers requests for the page that shows a queue. */
export type QueueBoard = (request: Request) => Promise<Response>;

/**
 * BullMQ's own board of a BullMQ queue, below a path. To look at only: what may be done is in
 * `QueueAdmin`.
 */
export function createQueueBoard(queue: object, basePath: string): QueueBoard {
  const server = new HonoAdapter(serveStatic).setBasePath(basePath);
  // Its types know Redis alone; what it calls is the same on both servers.
  const shown = queue as BullmqQueue;
  createBullBoard({
    queues: [new BullMQAdapter(shown, { readOnlyMode: true })],
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Annals' } },
  });
  const app = new Hono().route(basePath, server.registerPlugin());
  return async (request) => await app.fetch(request);
}
