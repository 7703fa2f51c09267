import { type AnyElysia, Elysia } from 'elysia';
import type { HttpParts } from '../http-parts.ts';
import { platformListSchema, platformView } from '../views/platform-view.ts';

/** `/api/platforms`: what communities can be of, and what each platform lacks. */
export function platformRoutes({ platforms }: Pick<HttpParts, 'platforms'>): AnyElysia {
  return new Elysia().get(
    '/api/platforms',
    () => ({ items: platforms.names().map((name) => platformView(platforms, name)) }),
    {
      response: { 200: platformListSchema },
      detail: {
        operationId: 'listPlatforms',
        summary: 'List the platforms whose plugins are loaded, with the setting that each lacks',
      },
    },
  );
}
