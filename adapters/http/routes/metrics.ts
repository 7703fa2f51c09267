import { type AnyElysia, Elysia } from 'elysia';
import type { HttpParts } from '../http-parts.ts';

/** `/metrics`, for Prometheus. It asks for no key, and no id is in it. */
export function metricsRoutes(parts: Pick<HttpParts, 'metrics'>): AnyElysia {
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  return new Elysia().get(
    '/metrics',
    async () => new Response(await parts.metrics(), { headers: { 'content-type': type } }),
    {
      detail: {
        operationId: 'getMetrics',
        summary: 'Figures for Prometheus',
        responses: {
          200: {
            description: 'In the text format of Prometheus.',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
        },
      },
    },
  );
}
