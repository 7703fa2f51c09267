import { z } from 'zod';
import { type ProblemCode, problemKinds } from './problem-codes.ts';

/** One fault of a body. */
export interface FieldFault {
  /** Where, as `channelIds.0`; empty for the whole body. */
  readonly path: string;
  readonly message: string;
}

/** An answer by RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly FieldFault[] | undefined;
}

export const problemSchema: z.ZodType<Problem> = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export interface ProblemDetails {
  /** Said instead of the code's own sentence. */
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown wherever a request cannot be answered as it was meant. Nothing in it is secret. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? problemKinds[code].detail);
    this.name = 'HttpProblem';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return problemKinds[this.code].status;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function problemResponse(problem: HttpProblem, requestId: string): Response {
  const { status, code, message: detail, details } = problem;
  const body: Problem = {
    // With `about:blank` the title is the status's own; `code` tells problems apart.
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
    ...(details.errors && { errors: details.errors }),
    ...details.members,
  };
  const headers = { ...details.headers, 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(body), { status, headers });
}
