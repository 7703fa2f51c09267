import { errorFrames, type Logger } from '@annals/application';
import type { AnyElysia } from 'elysia';
import { addAnswerHeaders } from './answer-headers.ts';
import { compressed } from './compressed.ts';
import { type Exchange, Exchanges } from './exchange.ts';
import type { HttpParts } from './http-parts.ts';
import { HttpProblem, problemResponse } from './problem.ts';
import { readRequestId } from './request-id.ts';
import { pathOf, withAddress } from './request-path.ts';
import { type RouteEntry, RouteTable } from './route-table.ts';

/** Answers any request, and notes it in the log. */
export type AnswerRequest = (request: Request) => Promise<Response>;

export function createAnswerRequest(
  parts: Pick<HttpParts, 'clock' | 'ids' | 'logger'>,
  makeApp: (exchanges: Exchanges) => AnyElysia,
): AnswerRequest {
  const { clock, ids, logger } = parts;
  const exchanges = new Exchanges();
  const app = makeApp(exchanges);
  const routes = new RouteTable(app.routes);

  return async (received) => {
    const startedAt = clock.now();
    const requestId = readRequestId(received.headers) ?? ids.uuid();
    const answer = await answerReceived(received, requestId);
    addAnswerHeaders(answer.response, requestId);
    const ms = clock.now().getTime() - startedAt.getTime();
    log(logger, { ...answer, method: received.method, ms, requestId });
    return answer.response;
  };

  async function answerReceived(received: Request, requestId: string): Promise<Answer> {
    const addressed = withAddress(received);
    if (addressed === null) {
      const response = problemResponse(new HttpProblem('malformed_request'), requestId);
      return { response, route: null, fault: null };
    }
    const request = addressed.method === 'HEAD' ? asGet(addressed) : addressed;
    const exchange = exchanges.open(request, requestId);
    const route = routes.find(pathOf(request));
    const response = await respond(request, exchange, route);
    return { response, route, fault: exchange.fault };
  }

  async function respond(
    request: Request,
    exchange: Exchange,
    route: RouteEntry | null,
  ): Promise<Response> {
    const { requestId } = exchange;
    let response: Response;
    try {
      response = await compressed(await app.handle(request), request);
    } catch (error) {
      exchange.fault = error;
      return problemResponse(new HttpProblem('internal_error'), requestId);
    }
    if (response.status !== 404 || route === null || route.methods.includes(request.method)) {
      return response;
    }
    // The router knows no wrong methods: to it they are unknown addresses.
    const headers = { allow: route.methods.join(', ') };
    return problemResponse(new HttpProblem('method_not_allowed', { headers }), requestId);
  }
}

interface Answer {
  readonly response: Response;
  readonly route: RouteEntry | null;
  /** What nobody foresaw. */
  readonly fault: unknown;
}

/** Bun leaves the body of an answer to HEAD away by itself. */
function asGet({ url, headers }: Request): Request {
  return new Request(url, { headers });
}

/** Asked for every few seconds by whatever keeps the process running. */
const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

function log(
  logger: Logger,
  answer: Answer & { readonly method: string; readonly ms: number; readonly requestId: string },
): void {
  const { method, ms, requestId, fault, response } = answer;
  // Never the path as it was sent: it may hold anything.
  const route = answer.route?.template ?? 'none';
  if (fault !== null) logFault(logger, fault, { route, requestId });
  const level = response.ok && probes.has(route) ? 'debug' : 'info';
  logger[level]('http.request', { method, route, status: response.status, ms, requestId });
}

/** The name alone, as messages of errors may hold what was sent; for debugging, where it was. */
function logFault(
  logger: Logger,
  fault: unknown,
  { route, requestId }: { readonly route: string; readonly requestId: string },
): void {
  const error = fault instanceof Error ? fault.name : typeof fault;
  logger.error('http.failed', { error, route, requestId });
  logger.debug('http.failed_at', { stack: errorFrames(fault), requestId });
}
