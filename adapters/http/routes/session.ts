import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { Access } from '../access.ts';
import { MAX_KEY_LENGTH } from '../api-key.ts';
import type { HttpParts } from '../http-parts.ts';
import { boundedJson } from '../json-body.ts';
import { HttpProblem } from '../problem.ts';
import {
  isSentByOthers,
  noSessionCookie,
  readSessionToken,
  sessionCookie,
} from '../session-cookie.ts';
import { strictBody } from '../strict-body.ts';
import { callerView, callerViewSchema } from '../views/caller-view.ts';

const credentials = strictBody({ key: z.string().trim().min(1).max(MAX_KEY_LENGTH) });

/**
 * `/session`: a browser's own, so that no script ever holds a key. `/api/caller`: whom a request
 * speaks for, whatever it shows.
 */
export function sessionRoutes(
  { sessions, clock }: Pick<HttpParts, 'sessions' | 'clock'>,
  access: Access,
): AnyElysia {
  return new Elysia()
    .parser('boundedJson', boundedJson(clock))
    .post(
      '/session',
      async ({ body, request, set, status }) => {
        const signedIn = await sessions.signIn(body.key);
        if (signedIn === null) {
          const detail = 'This key opens nothing: it is unknown, revoked or expired.';
          throw new HttpProblem('unauthenticated', { detail });
        }
        const { holder, token, expiresAt } = signedIn;
        set.headers['set-cookie'] = sessionCookie(request, token, expiresAt);
        return status(201, callerView(holder));
      },
      {
        parse: 'boundedJson',
        body: credentials,
        response: { 201: callerViewSchema },
        detail: {
          operationId: 'signIn',
          'x-problems': ['unauthenticated', 'store_unavailable'],
          summary: 'Sign a browser in with a key; its session is a cookie that ends with the key',
        },
      },
    )
    .delete(
      '/session',
      async ({ request, set, status }) => {
        if (isSentByOthers(request)) {
          const detail = 'Only pages of Annals, which send X-Annals-Dashboard, end a session.';
          throw new HttpProblem('validation_failed', { detail });
        }
        const token = readSessionToken(request);
        if (token !== null) await sessions.signOut(token);
        set.headers['set-cookie'] = noSessionCookie(request);
        return status(204, undefined);
      },
      {
        response: { 204: z.void() },
        detail: {
          operationId: 'signOut',
          'x-problems': ['validation_failed', 'store_unavailable'],
          summary: 'End the session of a browser, at once',
        },
      },
    )
    .get('/api/caller', ({ request }) => callerView(access.caller(request)), {
      response: { 200: callerViewSchema },
      detail: { operationId: 'getCaller', summary: 'Read whom the key speaks for' },
    });
}
