import type { AddedRows, OverviewEntry } from '@annals/application';
import { z } from 'zod';
import { type SyncStatusView, syncStatusView, syncStatusViewSchema } from './sync-status-view.ts';
import { type TenantView, tenantView, tenantViewSchema } from './tenant-view.ts';

/** One tenant among others, as it is answered. */
export interface OverviewView {
  readonly tenant: TenantView;
  /** `queuePosition` is told for one tenant alone: here it is null. */
  readonly sync: SyncStatusView;
  /** Added by runs that ended within 24 hours or are not over. */
  readonly lastDay: AddedRows;
}

const count = z.int().nonnegative();

export const overviewViewSchema: z.ZodType<OverviewView> = z
  .object({
    tenant: tenantViewSchema,
    sync: syncStatusViewSchema,
    lastDay: z.object({ runs: count, messages: count, reactions: count, attachments: count }),
  })
  .meta({ id: 'Overview' });

export function overviewView({ tenant, status, lastDay }: OverviewEntry, now: Date): OverviewView {
  const { runs, messages, reactions, attachments } = lastDay;
  return {
    tenant: tenantView(tenant),
    sync: syncStatusView(status, now),
    lastDay: { runs, messages, reactions, attachments },
  };
}
