import { type Answer, htmlAnswer, jsonAnswer, refusalAnswer, textAnswer } from './answer.ts';
import type { FaultAnswer } from './faults.ts';
import { bucketHash, bucketHeaders, limitedAnswer } from './rate-limits.ts';
import {
  missingAccess,
  missingPermission,
  unauthorized,
  unknownChannel,
  unknownEmoji,
  unknownGuild,
  unknownMessage,
} from './refusal.ts';
import type { SpoiltPage } from './spoilt-pages.ts';

const DELIVERIES = ['dropped', 'reset', 'cutBody', 'stalledBody'] as const;

/** Faults in how the true answer is sent, not in what it says. */
export type SpoiltDelivery = (typeof DELIVERIES)[number];

export function isSpoiltDelivery(kind: FaultAnswer): kind is SpoiltDelivery {
  return DELIVERIES.some((delivery) => delivery === kind);
}

interface FaultContext {
  readonly template: string;
  readonly now: number;
  readonly retryAfterMs?: number;
}

const BLOCKED =
  'You are being blocked from accessing our API temporarily due to exceeding our rate limits frequently.';

/** What a faulty server says in place of the true answer. `now` in Unix milliseconds. */
export function faultAnswer(
  kind: Exclude<FaultAnswer, SpoiltDelivery | SpoiltPage>,
  { template, now, retryAfterMs = 1000 }: FaultContext,
): Answer {
  if (typeof kind === 'number') return htmlAnswer(kind, `Error ${kind}`);
  switch (kind) {
    case 'serverError':
      return htmlAnswer(500, 'Internal Server Error');
    case 'overloaded':
      return textAnswer(503, 'upstream connect error or disconnect/reset before headers');
    case 'otherShape':
      return jsonAnswer(200, { version: 10, regions: [{ name: 'us-east', healthy: true }] });
    case 'notJson':
      return htmlAnswer(200, 'All is well');
    case 'cloudflare':
      return htmlAnswer(429, 'error code: 1015');
    case 'cloudflareJson':
      return jsonAnswer(429, { code: 0, message: BLOCKED });
    case 'emptyList':
      return jsonAnswer(200, []);
    case 'nullList':
      return jsonAnswer(200, null);
    case 'rateLimited':
    case 'rateLimitedShared':
    case 'rateLimitedGlobally':
      return exactly(retryAfterMs, rateLimit(kind, { template, now, retryAfterMs }));
    default:
      return refusalAnswer(refusals(template)[kind]);
  }
}

function refusals(template: string) {
  return {
    unauthorized: unauthorized(),
    forbidden: missingAccess(),
    missingPermission: missingPermission(),
    gone: template.startsWith('GET /guilds/') ? unknownGuild() : unknownChannel(),
    goneMessage: unknownMessage(),
    unknownEmoji: unknownEmoji(),
  };
}

function rateLimit(
  kind: 'rateLimited' | 'rateLimitedShared' | 'rateLimitedGlobally',
  { template, now, retryAfterMs }: Required<FaultContext>,
): Answer {
  if (kind === 'rateLimitedGlobally') return limitedAnswer('global', retryAfterMs);
  const shared = kind === 'rateLimitedShared';
  const bucket = { hash: bucketHash(template), limit: 5, windowMs: retryAfterMs, now };
  const headers = bucketHeaders({ ...bucket, used: shared ? 1 : 5 });
  return limitedAnswer(shared ? 'shared' : 'user', retryAfterMs, headers);
}

/** A fraction of a second spares a test the wait for a whole one. */
function exactly(retryAfterMs: number, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterMs / 1000) } };
}
