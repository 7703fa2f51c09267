import type { Problem } from '../problem.ts';

/** An answer of the API that is not what was asked for. */
export class ApiError extends Error {
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly faults: readonly string[];

  constructor({
    status,
    code,
    detail,
    errors,
  }: Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.faults = (errors ?? [])
      // A single one may be all that the sentence says.
      .filter(({ message }) => message !== detail)
      .map(({ path, message }) => (path ? `${path}: ${message}` : message));
  }
}

const noAnswer = {
  status: 0,
  code: 'no_answer',
  detail: 'Annals does not answer. It may be restarting, or the network is away.',
};

type SessionEnd = () => void;
let onSessionEnd: SessionEnd = () => {};

/** Called whenever the API no longer knows who asks. */
export function whenSessionEnds(listener: SessionEnd): void {
  onSessionEnd = listener;
}

export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>('GET', path, signal === undefined ? {} : { signal });
}

export function send<Answer = void>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer> {
  return ask<Answer>(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
}

async function ask<Answer>(method: string, path: string, init: RequestInit): Promise<Answer> {
  const headers = {
    // Shows that this page asks, and no other: without it a session changes nothing.
    'x-annals-dashboard': '1',
    ...(init.body !== undefined && { 'content-type': 'application/json' }),
  };
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { ...init, method, headers });
    text = await response.text();
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(noAnswer);
  }
  const { ok, status } = response;
  if (ok && text === '') return undefined as Answer;
  const answer = readJson(text);
  if (ok && answer !== null) return answer as Answer;
  const problem = !ok && isProblem(answer) ? new ApiError(answer) : answeredByOthers(status);
  if (problem.status === 401 && path.startsWith('/api/')) onSessionEnd();
  throw problem;
}

/** Null for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer;
}

/** Something between this page and Annals has answered. */
function answeredByOthers(status: number): ApiError {
  const detail = `The server answered ${status}, and not as Annals does.`;
  return new ApiError({ ...noAnswer, status, detail });
}
