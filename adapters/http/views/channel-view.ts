import type { ChannelProgress } from '@annals/application';
import {
  type Channel,
  type ChannelSyncStatus,
  channelSyncStatuses,
  channelTypes,
} from '@annals/domain';
import { z } from 'zod';

/** Where the reading of one channel or thread stands, as it is answered. */
export interface ChannelView {
  readonly channelId: string;
  readonly name: string;
  readonly type: Channel['type'];
  readonly parentId: string | null;
  readonly syncStatus: ChannelSyncStatus;
  readonly messages: number;
  /** When the newest stored message was sent. */
  readonly lastMessageAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
  /** In a row. */
  readonly errorCount: number;
  readonly lastError: string | null;
}

const time = z.iso.datetime().nullable();
const count = z.int().nonnegative();

export const channelViewSchema: z.ZodType<ChannelView> = z
  .object({
    channelId: z.string(),
    name: z.string(),
    type: z.enum(channelTypes),
    parentId: z.string().nullable(),
    syncStatus: z.enum(channelSyncStatuses),
    messages: count,
    lastMessageAt: time,
    lastAttemptAt: time,
    lastSuccessAt: time,
    errorCount: count,
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Channel' });

export function channelView({ progress, channel }: ChannelProgress): ChannelView {
  return {
    channelId: progress.channelId,
    name: channel.name,
    type: channel.type,
    parentId: channel.parentId,
    syncStatus: progress.syncStatus,
    messages: progress.totalMessagesSynced,
    lastMessageAt: progress.lastMessageTimestamp?.toISOString() ?? null,
    lastAttemptAt: progress.lastSyncAttempt?.toISOString() ?? null,
    lastSuccessAt: progress.lastSuccessfulSync?.toISOString() ?? null,
    errorCount: progress.errorCount,
    lastError: progress.lastError,
  };
}
