import type { SimulatedRequest } from './request-record.ts';

/** What a faulty answer looks like; a number is that status, as HTML. */
export type FaultAnswer =
  | 'serverError'
  | 500
  | 502
  | 503
  | 504
  /** 503 in plain text. */
  | 'overloaded'
  /** The connection is closed without an answer. On a kept one many clients ask once more by themselves. */
  | 'dropped'
  /** The same with a reset. */
  | 'reset'
  /** The true answer's headers and half of its body, then the connection is closed. */
  | 'cutBody'
  /** The same, then silence until the client goes or the simulator stops. */
  | 'stalledBody'
  /** 200 with HTML. */
  | 'notJson'
  /** The first half of the true answer's JSON, sent as if it were all of it. */
  | 'cutJson'
  /** 200 with JSON that is no answer to any question. */
  | 'otherShape'
  /** The true page, in an order that Discord never has. */
  | 'shuffledPage'
  /** The page that the same list gave last, whatever is asked for; the first time, the true one. */
  | 'repeatedPage'
  /** The true page without the author of one message. */
  | 'noAuthor'
  | 'unauthorized'
  /** 403/50001. */
  | 'forbidden'
  /** 403/50013. */
  | 'missingPermission'
  /** 404/10003 below a channel, 404/10004 below a guild. */
  | 'gone'
  /** 404/10008. */
  | 'goneMessage'
  | 'unknownEmoji'
  | 'rateLimited'
  | 'rateLimitedShared'
  | 'rateLimitedGlobally'
  /** 429 without any header that says when to come back: banned, not limited. */
  | 'cloudflare'
  | 'cloudflareJson'
  | 'emptyList'
  | 'nullList'
  /** The true answer without any row of its list; what it says of further pages stays. */
  | 'emptiedList'
  /** The same with the first half of the rows. */
  | 'halvedList';

export interface SimulatedFault {
  /** Only requests of this template; of this channel or thread; with such a path. */
  readonly template?: string;
  readonly channelId?: string;
  readonly path?: RegExp;
  /** How many matching requests it hits; Infinity: all from now on. */
  readonly times: number;
  /** How many matching requests pass first. */
  readonly skip?: number;
  readonly answer: FaultAnswer;
  /** For the three rate limits, sent exactly so in all headers; 1000 by default. */
  readonly retryAfterMs?: number;
}

interface ArmedFault {
  readonly fault: SimulatedFault;
  toSkip: number;
  left: number;
  hits: number;
}

/** The faults that wait for their requests. Of several that match, the first one hits. */
export class Faults {
  #armed: ArmedFault[] = [];

  /** How many requests it has hit: ask the returned function. */
  add(fault: SimulatedFault): () => number {
    const armed = { fault, toSkip: fault.skip ?? 0, left: fault.times, hits: 0 };
    this.#armed.push(armed);
    return () => armed.hits;
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits this request, and is used up by one. */
  take(request: SimulatedRequest, channelId: string | undefined): SimulatedFault | null {
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !matches(armed.fault, request, channelId)) continue;
      if (armed.toSkip === 0) {
        armed.left -= 1;
        armed.hits += 1;
        return armed.fault;
      }
      armed.toSkip -= 1;
    }
    return null;
  }
}

function matches(
  fault: SimulatedFault,
  { template, path }: SimulatedRequest,
  channelId: string | undefined,
): boolean {
  if (fault.template !== undefined && fault.template !== template) return false;
  if (fault.channelId !== undefined && fault.channelId !== channelId) return false;
  return fault.path === undefined || fault.path.test(path);
}
