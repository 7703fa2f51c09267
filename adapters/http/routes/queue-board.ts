import { type AnyElysia, Elysia } from 'elysia';
import type { HttpParts } from '../http-parts.ts';
import { OWN_SCRIPTS_ONLY } from '../page-policy.ts';

export const QUEUE_BOARD_PATH = '/admin/queues';

/** `/admin/queues`: a page that shows the queue and changes nothing, for an admin's browser. */
export function queueBoardRoutes({ queueBoard }: Pick<HttpParts, 'queueBoard'>): AnyElysia {
  const show = async ({ request }: { readonly request: Request }) => {
    const { status, headers, body } = await queueBoard(request);
    const shown = new Response(body, { status, headers });
    shown.headers.set('content-security-policy', OWN_SCRIPTS_ONLY);
    return shown;
  };
  const detail = { hide: true };
  return new Elysia()
    .get(QUEUE_BOARD_PATH, show, { detail })
    .get(`${QUEUE_BOARD_PATH}/*`, show, { detail });
}
