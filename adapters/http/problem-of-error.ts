import {
  ApplicationError,
  QueueUnavailableError,
  StoreUnavailableError,
} from '@annals/application';
import { NotFoundError, ParseError, ValidationError } from 'elysia';
import { type FieldFault, HttpProblem } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Seconds after which a server that was away may be back. */
const RETRY_AFTER = '5';

/** The body's field that a declined request is about. */
const declinedFields: Readonly<Record<string, string>> = {
  unknown_platform: 'platform',
  invalid_platform_id: 'platformId',
};

/** What is answered for whatever was thrown; `internal_error` for what nobody foresaw. */
export function problemOfError(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  // Elysia wraps what a body parser throws.
  if (error instanceof ParseError) {
    return error.cause instanceof HttpProblem ? error.cause : new HttpProblem('malformed_request');
  }
  if (error instanceof NotFoundError) return new HttpProblem('not_found');
  if (error instanceof ApplicationError) return declined(error);
  if (error instanceof StoreUnavailableError) {
    return new HttpProblem('store_unavailable', { headers: { 'retry-after': RETRY_AFTER } });
  }
  if (error instanceof QueueUnavailableError) {
    return new HttpProblem('queue_unavailable', { headers: { 'retry-after': RETRY_AFTER } });
  }
  if (error instanceof ValidationError) return invalid(error);
  return new HttpProblem('internal_error');
}

function declined({ code, message, retryAfterMs }: ApplicationError): HttpProblem {
  const path = declinedFields[code];
  return new HttpProblem(code, {
    detail: message,
    ...(path !== undefined && { errors: [{ path, message }] }),
    ...(retryAfterMs !== null && { headers: { 'retry-after': wholeSeconds(retryAfterMs) } }),
  });
}

/** Rounded up: who comes back then must not be too early. */
function wholeSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}

/** Elysia's own answer repeats what was sent; this one only says what is wrong with it. */
function invalid(error: ValidationError): HttpProblem {
  const errors = faultsOf(error);
  if (error.type === 'params') return new HttpProblem(nothingNamedLike(errors));
  if (error.type !== 'body' && error.type !== 'query') return new HttpProblem('internal_error');
  return new HttpProblem('validation_failed', { errors });
}

/** What an address names by a parameter that has no id's form cannot be there. */
function nothingNamedLike(faults: readonly FieldFault[]): ProblemCode {
  const parameters = new Set(faults.map(({ path }) => path));
  if (parameters.has('tenantId')) return 'tenant_not_found';
  if (parameters.has('jobId')) return 'job_not_found';
  return parameters.has('runId') ? 'run_not_found' : 'key_not_found';
}

function faultsOf(error: ValidationError): FieldFault[] {
  return error.all.map((fault) => {
    const { path, message } = fault as { path?: unknown; message?: unknown };
    return {
      path: typeof path === 'string' && path !== 'root' ? path : '',
      message: typeof message === 'string' ? message : 'Not valid.',
    };
  });
}
