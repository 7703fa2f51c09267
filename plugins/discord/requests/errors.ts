import { PlatformError } from '@annals/application';
import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';

/**
 * Who set a limit: Cloudflare stands before Discord and limits by address; `refusals` is our own,
 * which keeps us from being blocked.
 */
export type LimitScope = 'user' | 'shared' | 'global' | 'cloudflare' | 'refusals';

/** Any answer 429, Cloudflare's refusals, and a request that was not sent for a limit. */
export class LimitedAnswer extends Error {
  override readonly name: string = 'LimitedAnswer';
  readonly scope: LimitScope;
  /** Null when the answer does not say. */
  readonly retryAfterMs: number | null;

  constructor(scope: LimitScope, retryAfterMs: number | null) {
    super(`Limited by ${scope}`);
    this.scope = scope;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Discord's own numbers, of answers that say more than their status. */
const WRONG_TOKEN = new Set([40_001, 50_014]);
const UNKNOWN_PLACE = new Set([10_003, 10_004]);
const UNKNOWN_MESSAGE = 10_008;
const OVERLOADED = 130_000;
const BLOCKED_USER_AGENT = 40_333;

/** Discord says that a channel has no message of this id. */
export class UnknownMessageError extends PlatformError {}

export const refusedToken: string =
  'Discord refuses the bot token: put the present one into DISCORD_BOT_TOKEN and start again.';

/**
 * What a failed request means. `route` is its template: the sentence holds no id, which a library's
 * own sentences do.
 */
export function toPlatformError(error: unknown, route: string): PlatformError {
  if (error instanceof PlatformError) return error;
  const limit = limitIn(error);
  if (limit !== null) return limited(limit, route);
  if (error instanceof DiscordAPIError) return refused(error, route);
  if (error instanceof HTTPError) {
    return new PlatformError('unavailable', `Discord answers ${route} with ${error.status}.`);
  }
  const why = `Discord gives no usable answer to ${route} (${wordFor(error)}).`;
  return new PlatformError('unavailable', why);
}

/** What failed on the way, in the system's own word, such as `ENOTFOUND`: a sentence may hold ids. */
function wordFor(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** The limit that an error tells of, in whichever way; null for every other error. */
export function limitIn(error: unknown): LimitedAnswer | null {
  if (error instanceof LimitedAnswer) return error;
  if (error instanceof RateLimitError) {
    return new LimitedAnswer(error.global ? 'global' : 'user', error.timeToReset);
  }
  const blocked = error instanceof DiscordAPIError && Number(error.code) === BLOCKED_USER_AGENT;
  return blocked ? new LimitedAnswer('cloudflare', null) : null;
}

/** An answer whose form is not Discord's. */
export function unreadableAnswer(route: string): PlatformError {
  return new PlatformError('unavailable', `Discord's answer to ${route} cannot be read.`);
}

function limited({ scope, retryAfterMs }: LimitedAnswer, route: string): PlatformError {
  const who: Record<LimitScope, string> = {
    user: `Discord limits how often ${route} may be asked`,
    shared: `Discord limits how often anybody may ask ${route} here`,
    global: 'Discord limits all requests of this bot',
    cloudflare: "Cloudflare blocks this address from Discord's API",
    refusals: 'Discord has refused so many requests that asking on could get this address blocked',
  };
  const when =
    retryAfterMs === null ? '' : `, for ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s from now`;
  return new PlatformError('rate_limited', `${who[scope]}${when}.`, retryAfterMs);
}

function refused({ status, code }: DiscordAPIError, route: string): PlatformError {
  const number = Number(code);
  // Discord's own word; without a number it may be anybody's, on the way.
  const isNumbered = number > 0;
  const says = `Discord answers ${route} with ${status}${isNumbered ? ` (code ${number})` : ''}`;
  // Discord's refusal of a token has the number 0.
  if ((status === 401 && number >= 0) || WRONG_TOKEN.has(number)) {
    return new PlatformError('unauthorized', refusedToken);
  }
  if (number === OVERLOADED) return new PlatformError('unavailable', `${says}: overloaded.`);
  if (status === 403) {
    return new PlatformError(
      'forbidden',
      `${says}: the bot lacks access; give it View Channel and Read Message History there (and Connect in voice channels).`,
    );
  }
  if (number === UNKNOWN_MESSAGE) {
    return new UnknownMessageError('gone', `${says}: the message is deleted.`);
  }
  if (status === 404 && UNKNOWN_PLACE.has(number)) {
    return new PlatformError('gone', `${says}: it does not exist, or the bot was removed from it.`);
  }
  if (status === 404 && !isNumbered) {
    return new PlatformError('unavailable', `${says}: no such route; check DISCORD_API_URL.`);
  }
  return isNumbered
    ? new PlatformError('unsupported', `${says} and will not answer it.`)
    : new PlatformError('unavailable', `${says}.`);
}
