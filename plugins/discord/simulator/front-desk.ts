import { type Answer, htmlAnswer, jsonAnswer, refusalAnswer } from './answer.ts';
import { AnswerCache } from './answer-cache.ts';
import { Call, type ContentIntent, type ServedState } from './call.ts';
import { faultAnswer, isSpoiltDelivery } from './fault-answers.ts';
import { Faults } from './faults.ts';
import type { SimulatedGuild } from './guild.ts';
import { RateLimiter, type RateLimits } from './rate-limits.ts';
import { methodNotAllowed, Refusal, unauthorized, unknownRoute } from './refusal.ts';
import { RequestRecord, type SimulatedRequest } from './request-record.ts';
import { type MatchedRoute, matchRoute } from './routes/table.ts';
import type { Delivery } from './send-answer.ts';
import { isSpoiltPage, SpoiltPages } from './spoilt-pages.ts';

export interface SimulatorOptions {
  /** One bot is in all of them. */
  readonly guilds: readonly SimulatedGuild[];
  /** What follows `Bot ` in the header. */
  readonly token: string;
  /** Enforced when given; the headers are sent always. */
  readonly rateLimits?: RateLimits;
  /** True by default; false blanks what people wrote. */
  readonly messageContentIntent?: boolean;
  /** True by default, the behaviour since 2026-11-16; false lists channels that the bot cannot view. */
  readonly hidesUnviewableChannels?: boolean;
  /** Unix milliseconds, for the rate limits and the answers' dates; the system's time by default. */
  readonly now?: () => number;
  /** Nothing in the guilds will change: every answer is made once. False by default. */
  readonly neverChanges?: boolean;
  /** Runs before every answer to a route; may change the guild, or hold the answer. */
  readonly beforeAnswer?: (request: SimulatedRequest) => void | Promise<void>;
  /** What an answer in JSON says in place of its body: anything that a guild cannot hold. */
  readonly rewrite?: (request: SimulatedRequest, body: unknown) => unknown;
}

export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly userAgent: string | undefined;
}

const VERSION = '/api/v10';
const USER_AGENT = /^DiscordBot \([^,]+, [^)]+\)/;

/** Takes requests in and decides on their answers; knows nothing of sockets. */
export class FrontDesk {
  readonly requests: RequestRecord = new RequestRecord();
  readonly faults: Faults = new Faults();
  readonly #options: SimulatorOptions;
  readonly #state: ServedState;
  readonly #limiter: RateLimiter;
  readonly #now: () => number;
  readonly #cache: AnswerCache | null;
  readonly #spoiltPages = new SpoiltPages();

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#limiter = new RateLimiter(options.rateLimits ?? {}, this.#now);
    this.#state = servedState(options);
    this.#cache = options.neverChanges === true ? new AnswerCache() : null;
  }

  setContentIntent(contentIntent: ContentIntent): void {
    this.#state.contentIntent = contentIntent;
  }

  async answer(incoming: IncomingRequest): Promise<Delivery> {
    const { pathname, searchParams } = new URL(incoming.url, 'http://simulator');
    const isServed = pathname.startsWith(`${VERSION}/`);
    const path = isServed ? pathname.slice(VERSION.length) : pathname;
    const matched = isServed ? matchRoute(path) : null;
    const known = matched !== null && incoming.method === 'GET';
    const request: SimulatedRequest = {
      method: incoming.method,
      path,
      template: known ? matched.route.template : `${incoming.method} (unknown)`,
      query: Object.fromEntries(searchParams),
    };
    const delivery = this.#rewritten(
      request,
      known
        ? await this.#routed(incoming, request, matched, searchParams)
        : whole(refusalAnswer(matched === null ? unknownRoute() : methodNotAllowed())),
    );
    const isUnanswered = delivery.how === 'dropped' || delivery.how === 'reset';
    const status = isUnanswered ? null : delivery.answer.status;
    this.requests.add({ ...request, status });
    return delivery;
  }

  async #routed(
    incoming: IncomingRequest,
    request: SimulatedRequest,
    matched: MatchedRoute,
    query: URLSearchParams,
  ): Promise<Delivery> {
    await this.#options.beforeAnswer?.(request);
    const fault = this.faults.take(request, matched.segments.get('channel'));
    const kind = fault?.answer ?? null;
    if (kind !== null && !isSpoiltDelivery(kind) && !isSpoiltPage(kind)) {
      return whole(faultAnswer(kind, { ...fault, template: request.template, now: this.#now() }));
    }
    const answer = this.#answer(incoming, matched, query);
    if (kind !== null && isSpoiltDelivery(kind)) return { answer, how: kind };
    if (kind !== null) return whole(this.#spoiltPages.spoil(kind, request.path, answer));
    this.#spoiltPages.remember(request.path, answer);
    return whole(answer);
  }

  #rewritten(request: SimulatedRequest, delivery: Delivery): Delivery {
    const { rewrite } = this.#options;
    const { answer } = delivery;
    const isJson = answer.headers['content-type'] === 'application/json';
    if (rewrite === undefined || !isJson || typeof answer.body !== 'string') return delivery;
    const body = JSON.stringify(rewrite(request, JSON.parse(answer.body)));
    return { ...delivery, answer: { ...answer, body } };
  }

  #answer(incoming: IncomingRequest, matched: MatchedRoute, query: URLSearchParams): Answer {
    const { route, segments } = matched;
    if (!USER_AGENT.test(incoming.userAgent ?? '')) return htmlAnswer(403, 'error code: 1010');
    if (incoming.authorization !== `Bot ${this.#options.token}`) {
      return refusalAnswer(unauthorized());
    }
    const topLevelId = segments.get('channel') ?? segments.get('guild') ?? '';
    const verdict = this.#limiter.take(route.template, topLevelId);
    if (verdict.refusal !== null) return verdict.refusal;
    const { headers } = verdict;
    const make = () =>
      jsonAnswer(200, route.answer(new Call(this.#state, segments, query)), headers);
    try {
      return this.#cache?.answer(incoming.url, headers, make) ?? make();
    } catch (failure) {
      if (failure instanceof Refusal) return refusalAnswer(failure, headers);
      throw failure;
    }
  }
}

function whole(answer: Answer): Delivery {
  return { answer, how: 'whole' };
}

function servedState({
  guilds,
  messageContentIntent = true,
  hidesUnviewableChannels = true,
}: SimulatorOptions): ServedState {
  const [first] = guilds;
  if (first === undefined) throw new RangeError('A simulator needs a guild.');
  if (guilds.some(({ botId }) => botId !== first.botId)) {
    throw new RangeError('One bot must be in all guilds of a simulator.');
  }
  let salt = 0;
  const nextSalt = () => {
    salt += 1;
    return salt;
  };
  return {
    bot: first.user(first.botId),
    applicationOwner: first.user(first.ownerId),
    guilds,
    contentIntent: { isOn: messageContentIntent, isTold: messageContentIntent },
    hidesUnviewableChannels,
    nextSalt,
  };
}
