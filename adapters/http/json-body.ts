import type { Clock } from '@annals/application';
import { storableText } from '@annals/domain';
import { HttpProblem } from './problem.ts';

export const MAX_BODY_BYTES: number = 64 * 1024;

/** Deeper JSON than this could exhaust the stack of whatever walks it later. */
const MAX_DEPTH = 32;

/** From its first byte to its last: whoever takes longer only holds a connection. */
const MAX_BODY_MS = 20_000;

type ReadBody = (context: { readonly request: Request }) => Promise<unknown>;

/**
 * Reads the JSON of a request's body; null when there is no body. Throws `HttpProblem`. Elysia's
 * own parsers know no limit and leave a body without a type unread; they take over from a parser
 * that answers `undefined`.
 */
export function boundedJson(clock: Clock): ReadBody {
  return async ({ request }) => {
    const bytes = await inTime(clock, readBounded(request));
    if (bytes.length === 0) return null;
    requireJson(request.headers);
    const body = parse(bytes);
    requireStorable(body);
    return body;
  };
}

/** What is still to come when the time is over ends with the connection. */
async function inTime<T>(clock: Clock, reading: Promise<T>): Promise<T> {
  const isOver = new AbortController();
  const late = clock.sleep(MAX_BODY_MS, isOver.signal).then((): never => {
    throw new HttpProblem('body_too_slow', { headers: { connection: 'close' } });
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    isOver.abort();
  }
}

/** Stops reading at the limit, whatever length was announced, if any. */
async function readBounded(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function requireJson(headers: Headers): void {
  const type = headers.get('content-type') ?? '';
  const isJson = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i.test(type.trim());
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (!isJson || encoding.toLowerCase() !== 'identity') {
    throw new HttpProblem('unsupported_media_type');
  }
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

/** Refuses, without recursion, what no text column can hold and what is nested too deeply. */
function requireStorable(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH)
      throw malformed(`The body is nested more than ${MAX_DEPTH} levels deep.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') requireStorableText(value);
      else if (Array.isArray(value)) next.push(...value);
      else if (typeof value === 'object' && value !== null) {
        Object.keys(value).forEach(requireStorableText);
        next.push(...Object.values(value));
      }
    }
    level = next;
  }
}

function requireStorableText(text: string): void {
  if (storableText(text) !== text) {
    throw malformed('The body has text with U+0000 or a lone surrogate, which cannot be stored.');
  }
}

function tooLarge(): HttpProblem {
  return new HttpProblem('payload_too_large');
}

function malformed(detail: string): HttpProblem {
  return new HttpProblem('malformed_request', { detail });
}
