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
  // An address with a slash at its end is the same, as everywhere else.
  const app = new Hono({ strict: false }).route(basePath, server.registerPlugin());
  return async (request) => withoutOthers(await app.fetch(request));
}

/** The board's page asks Google for letters; without them it takes those that the machine has. */
function withoutOthers(answer: Response): Response {
  if (!answer.headers.get('content-type')?.startsWith('text/html')) return answer;
  const elsewhere = { element: (link: HTMLRewriterTypes.Element) => void link.remove() };
  return new HTMLRewriter().on('link[href^="https:"]', elsewhere).transform(answer);
}
