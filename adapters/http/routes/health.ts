import { type AnyElysia, Elysia } from 'elysia';
import { z } from 'zod';
import type { HttpParts } from '../http-parts.ts';
import { HttpProblem } from '../problem.ts';

const liveness = z.object({ status: z.literal('ok') });

const readiness = z.object({
  ready: z.literal(true),
  checks: z.array(
    z.object({
      name: z.enum(['database', 'migrations', 'queue']),
      ok: z.boolean(),
      message: z.string().nullable(),
    }),
  ),
});

/**
 * `/livez` (the process answers) and `/readyz` (it can do its work). They ask for no key. One that is
 * not started cannot, whatever its servers can: what is sent to it would meet a closed port.
 */
export function healthRoutes(
  parts: Pick<HttpParts, 'readiness'>,
  { isStarted }: { readonly isStarted: boolean },
): AnyElysia {
  return new Elysia()
    .get('/livez', () => ({ status: 'ok' as const }), {
      response: { 200: liveness },
      detail: { operationId: 'getLiveness', summary: 'Whether the process answers' },
    })
    .get(
      '/readyz',
      async () => {
        const checks = [...(await parts.readiness())];
        if (isStarted && checks.every(({ ok }) => ok)) return { ready: true as const, checks };
        throw new HttpProblem('not_ready', { members: { ready: false, checks } });
      },
      {
        response: { 200: readiness },
        detail: {
          operationId: 'getReadiness',
          'x-problems': ['not_ready'],
          summary: 'Whether the service can do its work',
        },
      },
    );
}
