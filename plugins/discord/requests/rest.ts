import { AsyncLocalStorage } from 'node:async_hooks';
import type { AnsweredRequest, Logger, PlatformCall } from '@annals/application';
import { DiscordAPIError, REST, RESTEvents } from '@discordjs/rest';
import type { z } from 'zod';
import { type LimitedAnswer, limitIn, toPlatformError, unreadableAnswer } from './errors.ts';
import { type Asked, FirstAnswers } from './first-answers.ts';
import { limitOf, resetSooner } from './limits.ts';
import { RefusalBudget } from './refusal-budget.ts';
import { type Passage, RequestPacer } from './request-pacer.ts';
import { Silence } from './silence.ts';
import { WholeAnswer } from './whole-answer.ts';

export interface DiscordRestOptions {
  readonly token: string;
  /** Without a version, for instance `https://discord.com/api`. */
  readonly apiUrl: string;
  /** Over all routes: this process's share of the bot's limit at Discord. */
  readonly requestsPerSecond: number;
  readonly onRateLimit: 'exit' | 'wait';
  readonly logger: Logger;
  readonly onRequestAnswered: (request: AnsweredRequest) => void;
  /** From the request to the last byte of its answer. */
  readonly timeoutMs?: number;
}

export interface Question<Answer> {
  /** With `{name}` for what `ids` fill in, for instance `/channels/{channel}/messages`. */
  readonly route: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<Answer>;
  /** Told the server's time at its answer, a refusal's as well. */
  readonly onServerTime?: (time: Date) => void;
  /** Told what the answer's body weighs. */
  readonly onBytes?: (bytes: number) => void;
  /** Asks although Discord has refused the token before: it may have been restored. */
  readonly tryAgain?: boolean;
}

/** A question on its way, with whoever waits for its answer. */
type Asking = PlatformCall &
  Asked &
  Pick<Question<unknown>, 'onServerTime' | 'onBytes' | 'tryAgain'>;

const DEFAULT_TIMEOUT_MS = 15_000;
/**
 * Before the answer that follows one of so many bytes is taken in, memory is collected: what was made
 * of it weighs several times as much, most of it outside of the heap that the collector watches.
 */
const HEAVY_BYTES = 1024 * 1024;
/** What the limit over all requests counts together. */
const LIMITED_MS = 1_000;
/** In exit mode nothing waits longer than this for a limit that Discord's headers announce. */
const LONGEST_PACING_MS = 60_000;
/** A timer that is told to wait longer rings at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/**
 * Bun sends a request again by itself, and tells nobody, when the used connection that it went over
 * is reset: of a whole second one place is left free for that.
 */
const LEFT_FREE = 1;
/** A process's share of so few requests a second is small enough beside the bot's limit. */
const FEW_REQUESTS = 25;
/**
 * What it keeps of a channel says nothing as soon as no limit is used up: threads are many, and a
 * worker may read thousands in ten seconds.
 */
const FORGET_IDLE_MS = 1_000;

/**
 * Asks Discord, one question at a time per limit that its headers name: that pacing is discord.js's.
 * Ours is what it leaves open: the limit over all requests, one deadline for head and body, no
 * retries, errors that say what to do, and silence towards a Discord that blocks us or refuses the
 * token.
 */
export class DiscordRest implements Disposable {
  readonly #options: DiscordRestOptions;
  readonly #rest: REST;
  readonly #pacer: RequestPacer;
  readonly #refusals = new RefusalBudget();
  readonly #firstAnswers = new FirstAnswers(LONGEST_PACING_MS);
  /** What the library calls back for. */
  readonly #calls = new AsyncLocalStorage<Asking>();
  readonly #silence = new Silence();
  /** The last answer was. */
  #wasHeavy = false;

  constructor(options: DiscordRestOptions) {
    this.#options = options;
    const { apiUrl, requestsPerSecond, onRateLimit } = options;
    const longestMs = onRateLimit === 'exit' ? LONGEST_PACING_MS : LONGEST_TIMER_MS;
    this.#pacer = new RequestPacer(placesOf(requestsPerSecond));
    // A process that was killed just before this one began may have used up its last second.
    this.#pacer.pause(LIMITED_MS - performance.now());
    const isTooLong = (waitMs: number) => waitMs > longestMs;
    this.#rest = new REST({
      api: apiUrl,
      version: '10',
      retries: 0,
      globalRequestsPerSecond: Number.POSITIVE_INFINITY,
      userAgentAppendix: 'Annals',
      // Its own clock runs over the waits for the pacer too, which have no bound.
      timeout: LONGEST_TIMER_MS,
      // Answers tell how long to wait in the time of this process: see `resetSooner`.
      offset: 0,
      // There are as many as routes, and without one the next question of its route goes alone.
      hashSweepInterval: 0,
      handlerSweepInterval: FORGET_IDLE_MS,
      // Not by `setToken`: discord.js forgets that one at the first 401, whoever answers it.
      headers: { Authorization: `Bot ${options.token}` },
      makeRequest: (url, { headers, signal }) =>
        this.#refusals.spend(() => this.#send(url, headers, signal as AbortSignal)),
      rejectOnRateLimit: ({ timeToReset }) => isTooLong(timeToReset),
    });
    // Told before every wait, also before one that is refused.
    this.#rest.on(RESTEvents.RateLimited, ({ timeToReset }) => {
      if (isTooLong(timeToReset)) return;
      this.#calls.getStore()?.meter.rateLimitWaited(Math.max(0, timeToReset));
    });
  }

  /** The bot's limit over all requests. */
  get requestsPerSecond(): number {
    return this.#options.requestsPerSecond;
  }

  /** The answer, parsed. Throws `PlatformError`, or the signal's reason once it is aborted. */
  async get<Answer>(question: Question<Answer>, call: PlatformCall): Promise<Answer> {
    const { ids = {}, query = {}, schema } = question;
    const path = question.route.replaceAll(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(ids[name] ?? ''),
    );
    const route = `GET ${question.route}`;
    const asking = { ...call, ...question, route, place: path.split('/')[2] ?? '' };
    call.signal.throwIfAborted();
    this.#silence.refuse(asking);
    let answer: unknown;
    try {
      answer = await whileWanted(call, (signal) =>
        this.#firstAnswers.ask(asking, () =>
          this.#calls.run(asking, () =>
            this.#rest.get(path as `/${string}`, {
              query: new URLSearchParams(query),
              auth: false,
              signal,
            }),
          ),
        ),
      );
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      const limit = limitIn(error);
      if (limit !== null) this.#silence.meetLimit(limit);
      const failure = toPlatformError(error, route);
      const isRefusal = error instanceof DiscordAPIError && failure.code === 'unauthorized';
      if (isRefusal) this.#silence.isTokenRefused = true;
      throw failure;
    }
    this.#silence.isTokenRefused = false;
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw unreadableAnswer(route);
    return parsed.data;
  }

  [Symbol.dispose](): void {
    this.#rest.clearHashSweeper();
    this.#rest.clearHandlerSweeper();
  }

  /** Sends one request when its turn comes, counts it, and looks for a limit in its answer. */
  async #send(url: string, headers: unknown, unwanted: AbortSignal): Promise<WholeAnswer> {
    const call = this.#calls.getStore();
    const route = call?.route ?? 'unknown';
    const cameAt = performance.now();
    const passage = await this.#pacer.pass(unwanted);
    try {
      // What an answer said while this one waited for its turn counts for it as well.
      this.#silence.refuse({ ...call, route });
    } catch (error) {
      passage.failed();
      throw error;
    }
    call?.meter.rateLimitWaited(performance.now() - cameAt);
    call?.meter.requestSent();
    const count = (status: number | null) => this.#options.onRequestAnswered({ route, status });
    let whole: WholeAnswer;
    try {
      whole = await this.#fetch(url, headers, unwanted, passage);
      count(whole.status);
      const date = Date.parse(whole.headers.get('date') ?? '');
      if (!Number.isNaN(date)) call?.onServerTime?.(new Date(date));
    } catch (error) {
      count(null);
      throw error;
    }
    const limit = limitOf(whole);
    if (limit !== null) this.#meetLimit(limit, call);
    if (call !== undefined) this.#firstAnswers.learn(call, whole.headers);
    return whole;
  }

  /** Throws where the limit is not for discord.js to wait out. */
  #meetLimit(limit: LimitedAnswer, call: PlatformCall | undefined): void {
    const { scope, retryAfterMs } = limit;
    this.#options.logger.warn('discord.rate_limited', { scope, retryAfterMs });
    // One that does not say how long it lasts, or for too long, would be asked again at once.
    const isWaitedOut = retryAfterMs !== null && retryAfterMs <= LONGEST_TIMER_MS;
    if (this.#options.onRateLimit === 'exit' || !isWaitedOut || scope === 'cloudflare') {
      this.#silence.meetLimit(limit);
      throw limit;
    }
    if (scope === 'global') this.#pacer.pause(retryAfterMs);
    // Of the other waits discord.js tells by itself.
    if (scope === 'shared') call?.meter.rateLimitWaited(retryAfterMs);
  }

  /** The whole answer, body and all, before the deadline. */
  async #fetch(
    url: string,
    headers: unknown,
    unwanted: AbortSignal,
    passage: Passage,
  ): Promise<WholeAnswer> {
    const deadline = AbortSignal.timeout(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    let response: Response;
    try {
      response = await fetch(url, {
        headers: headers as Record<string, string>,
        redirect: 'error',
        signal: AbortSignal.any([deadline, unwanted]),
      });
    } catch (error) {
      passage.failed();
      throw error;
    }
    passage.answered();
    this.#refusals.note(response.status);
    const answeredAt = performance.now();
    if (this.#wasHeavy) Bun.gc(true);
    const body = await response.blob().catch((error: unknown) => {
      // A limit is told by the head: where the rest never comes, asking again would be held against us.
      if (limitOf(response) === null) throw error;
      return new Blob();
    });
    const passedMs = performance.now() - answeredAt + this.#pacer.certainTripMs;
    const whole = new WholeAnswer(response, resetSooner(response.headers, passedMs), body);
    this.#wasHeavy = whole.bytes >= HEAVY_BYTES;
    this.#calls.getStore()?.onBytes?.(whole.bytes);
    return whole;
  }
}

/**
 * A call ends as soon as nobody wants its answer, even in the middle of a wait for a limit. Each
 * has a signal of its own, since discord.js never lets go of those that it is given.
 */
async function whileWanted<T>(
  call: PlatformCall,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abandoned = Promise.withResolvers<never>();
  const abandon = () => {
    controller.abort();
    abandoned.reject(call.signal.reason);
  };
  call.signal.addEventListener('abort', abandon, { once: true });
  try {
    return await Promise.race([ask(controller.signal), abandoned.promise]);
  } finally {
    call.signal.removeEventListener('abort', abandon);
  }
}

/** How many requests a second are let through where so many are allowed. */
function placesOf(requestsPerSecond: number): number {
  return requestsPerSecond > FEW_REQUESTS ? requestsPerSecond - LEFT_FREE : requestsPerSecond;
}
