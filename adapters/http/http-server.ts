import type { Clock } from '@annals/application';
import { type AnswerRequest, createAnswerRequest } from './answer-request.ts';
import { createApp, createProbeApp, createWaitingApp } from './create-app.ts';
import { EventStreams } from './event-streams.ts';
import type { HttpParts, ProbeParts, WaitingParts } from './http-parts.ts';
import { pathOf } from './request-path.ts';

/** Longer than any answer but a stream takes. */
const IDLE_TIMEOUT_SECONDS = 30;

/**
 * How long `close` waits for requests in work before it breaks them off: with the worker, the queue
 * and the database closed one after the other, a process ends within ten seconds.
 */
const CLOSE_GRACE_MS = 3_000;

export interface HttpServer {
  /** Answers a request that did not come over the network. */
  answer(request: Request): Promise<Response>;
  /** Resolves when requests are taken; port 0 picks a free one. Rejects when the port is taken. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ url: string }>;
  /**
   * Takes no more requests, ends event streams and requests in work and resolves; what takes
   * longer than three seconds is broken off. Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/** The whole API. */
export function createHttpServer(parts: HttpParts): HttpServer {
  const streams = new EventStreams(parts.clock);
  const answer = createAnswerRequest(parts, (exchanges) => createApp(parts, exchanges, streams));
  return serve(answer, parts.clock, () => streams.close());
}

/** `/livez`, `/readyz` and `/metrics` alone, for a process without an API. */
export function createProbeServer(parts: ProbeParts): HttpServer {
  const answer = createAnswerRequest(parts, (exchanges) => createProbeApp(parts, exchanges));
  return serve(answer, parts.clock, () => {});
}

/** `/livez` and `/readyz`, before there is anything else to serve. */
export function createWaitingServer(parts: WaitingParts): HttpServer {
  const answer = createAnswerRequest(parts, (exchanges) => createWaitingApp(parts, exchanges));
  return serve(answer, parts.clock, () => {});
}

function serve(answer: AnswerRequest, clock: Clock, endStreams: () => void): HttpServer {
  let server: Bun.Server<undefined> | null = null;
  let closed: Promise<void> | null = null;

  return {
    answer,
    async listen({ host, port }) {
      if (server !== null || closed !== null) throw new Error('The server was started already.');
      // Not Elysia's own `listen`, which shares its port and answers some requests around the app.
      server = Bun.serve({
        hostname: host,
        port,
        reusePort: false,
        development: false,
        idleTimeout: IDLE_TIMEOUT_SECONDS,
        // Bodies are bounded where they are read, so that the refusal is a problem like any other.
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
        fetch(request, self) {
          // A tenant is removed when all its rows are, and examined as fast as its platform answers.
          if (request.method === 'DELETE' || pathOf(request).endsWith('/doctor'))
            self.timeout(request, 0);
          return answer(request);
        },
      });
      return { url: server.url.origin };
    },
    close() {
      endStreams();
      closed ??= stop(server, clock);
      return closed;
    },
  };
}

async function stop(server: Bun.Server<undefined> | null, clock: Clock): Promise<void> {
  if (server === null) return;
  const isOver = new AbortController();
  const stopped = server.stop().finally(() => isOver.abort());
  await Promise.race([stopped, clock.sleep(CLOSE_GRACE_MS, isOver.signal)]);
  if (!isOver.signal.aborted) await server.stop(true);
}
