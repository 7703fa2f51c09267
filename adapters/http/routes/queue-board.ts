import { type AnyElysia, Elysia } from 'elysia';
import type { HttpParts } from '../http-parts.ts';
import { OWN_SCRIPTS_ONLY } from '../page-policy.ts';
import { HttpProblem } from '../problem.ts';

/** The board's own questions wait for a queue for as long as that is away. */
const ANSWER_WITHIN_MS = 5_000;

export const QUEUE_BOARD_PATH = '/admin/queues';

/** `/admin/queues`: a page that shows the queue and changes nothing, for an admin's browser. */
export function queueBoardRoutes({
  queueBoard,
  clock,
}: Pick<HttpParts, 'queueBoard' | 'clock'>): AnyElysia {
  const show = async ({ request }: { readonly request: Request }) => {
    const answered = new AbortController();
    const late = async (): Promise<never> => {
      await clock.sleep(ANSWER_WITHIN_MS, answered.signal);
      throw new HttpProblem('queue_unavailable');
    };
    const answer = queueBoard(request).finally(() => answered.abort());
    const { status, headers, body } = await Promise.race([answer, late()]);
    const shown = new Response(body, { status, headers });
    shown.headers.set('content-security-policy', OWN_SCRIPTS_ONLY);
    return shown;
  };
  const detail = { hide: true };
  return new Elysia()
    .get(QUEUE_BOARD_PATH, show, { detail })
    .get(`${QUEUE_BOARD_PATH}/*`, show, { detail });
}
