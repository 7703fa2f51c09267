import { z } from 'zod';
import type { ApiClient } from '../running-service.ts';

export interface OverviewItem {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly sync: object;
}

const overview: z.ZodType<{ readonly items: readonly OverviewItem[] }> = z.object({
  items: z.array(
    z.looseObject({
      tenant: z.looseObject({ id: z.string(), name: z.string() }),
      sync: z.looseObject({}),
    }),
  ),
});

/** What `/api/overview` answers, with so many idle tenants before its own, like the first of them. */
export async function amongOthers(api: ApiClient, others: number): Promise<OverviewItem[]> {
  const { items } = overview.parse((await api.ask('/api/overview')).body);
  const idle = { state: 'idle', currentRun: null, progress: null };
  const inFront = Array.from({ length: others }, (_, index) => {
    const id = `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`;
    const tenant = { ...items[0]?.tenant, id, name: `Plot ${index}` };
    return { ...items[0], tenant, sync: { ...items[0]?.sync, ...idle } };
  });
  return [...inFront, ...items];
}

/** For what asks to be told of them: the service knows nothing of the others. */
export const quietStream: { readonly contentType: string; readonly body: string } = {
  contentType: 'text/event-stream',
  body: ':\n\n',
};
