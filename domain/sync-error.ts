import type { ChannelId, MessageId, RunId, TenantId } from './ids.ts';

/** The code of a message that could not be read: once a run is past it, nobody asks for it again. */
export const UNREADABLE_MESSAGE = 'unreadable_message';

/** One thing that went wrong in a run and did not end it. Holds no id of a person. */
export interface SyncError {
  readonly tenantId: TenantId;
  readonly runId: RunId;
  readonly channelId: ChannelId | null;
  readonly messageId: MessageId | null;
  readonly code: string;
  /** One sentence for the operator. */
  readonly message: string;
  /** Which delivery of the run's job, from 1. */
  readonly attempt: number;
  readonly occurredAt: Date;
}
