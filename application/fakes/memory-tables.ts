import type {
  ApiKey,
  BrowserSession,
  Channel,
  ChannelId,
  Message,
  MessageAttachment,
  MessageEmojiReaction,
  MessageRevision,
  SyncError,
  SyncProgress,
  SyncRun,
  Tenant,
  TenantId,
} from '@annals/domain';
import { keyOf, MemoryTable } from './memory-table.ts';
import type { UndoLog } from './undo-log.ts';

export interface MessageRow extends Message {
  readonly deletedAt: Date | null;
  readonly missingSince: Date | null;
  readonly unlistedEmoji: readonly string[];
  readonly reactionsPending: boolean;
}

export type RunRow = SyncRun & {
  readonly requestedBy: string | null;
  /** The round of the schedule that it is for. */
  readonly scheduledFor: Date | null;
};

export interface ErrorRow extends SyncError {
  /** Rises with every error that is added. */
  readonly number: number;
}

/** What is stored for one tenant, as plain rows; without its keys, which only admins see. */
export interface TenantSnapshot {
  readonly tenant: Tenant | null;
  readonly channels: readonly Channel[];
  readonly messages: readonly MessageRow[];
  readonly revisions: readonly MessageRevision[];
  readonly reactions: readonly MessageEmojiReaction[];
  readonly attachments: readonly MessageAttachment[];
  readonly progress: readonly SyncProgress[];
  readonly runs: readonly RunRow[];
  /** In the order in which they were stored. */
  readonly errors: readonly SyncError[];
}

export class MemoryTables {
  readonly tenants: MemoryTable<Tenant>;
  /** Grouped by tenant. */
  readonly channels: MemoryTable<Channel>;
  /** Grouped by channel; those with something left to ask, by tenant and channel and what it is. */
  readonly messages: MemoryTable<MessageRow>;
  /** Grouped by message. */
  readonly revisions: MemoryTable<MessageRevision>;
  /** Grouped by message. */
  readonly reactions: MemoryTable<MessageEmojiReaction>;
  /** Grouped by message. */
  readonly attachments: MemoryTable<MessageAttachment>;
  /** Grouped by tenant and status. */
  readonly progress: MemoryTable<SyncProgress>;
  /** Those that are not over are grouped by tenant. */
  readonly runs: MemoryTable<RunRow>;
  /** Grouped by tenant and run. */
  readonly errors: MemoryTable<ErrorRow>;
  readonly apiKeys: MemoryTable<ApiKey>;
  readonly browserSessions: MemoryTable<BrowserSession>;
  #errors = 0;

  constructor(undoLog: UndoLog) {
    this.tenants = new MemoryTable(undoLog, {
      name: 'tenants',
      key: ({ id }) => id,
      groups: () => [],
    });
    this.channels = new MemoryTable(undoLog, {
      name: 'channels',
      key: ({ tenantId, id }) => keyOf(tenantId, id),
      groups: ({ tenantId }) => [tenantId],
    });
    this.messages = new MemoryTable(undoLog, {
      name: 'messages',
      key: ({ tenantId, channelId, id }) => keyOf(tenantId, channelId, id),
      groups: messageGroups,
    });
    this.revisions = new MemoryTable<MessageRevision>(undoLog, {
      name: 'message_revisions',
      key: (row) => keyOf(messageKey(row), row.writtenAt.toISOString()),
      groups: (row) => [messageKey(row)],
    });
    this.reactions = new MemoryTable<MessageEmojiReaction>(undoLog, {
      name: 'message_emoji_reactions',
      key: (row) => keyOf(messageKey(row), row.emojiType, row.emojiValue, row.userHash),
      groups: (row) => [messageKey(row)],
    });
    this.attachments = new MemoryTable<MessageAttachment>(undoLog, {
      name: 'message_attachments',
      key: (row) => keyOf(messageKey(row), row.id),
      groups: (row) => [messageKey(row)],
    });
    this.progress = new MemoryTable(undoLog, {
      name: 'sync_progress',
      key: ({ tenantId, channelId }) => keyOf(tenantId, channelId),
      groups: ({ tenantId, syncStatus }) => [keyOf(tenantId, syncStatus)],
    });
    this.runs = new MemoryTable(undoLog, {
      name: 'sync_runs',
      key: ({ id }) => id,
      groups: ({ tenantId, finishedAt }) => (finishedAt === null ? [tenantId] : []),
    });
    this.errors = new MemoryTable(undoLog, {
      name: 'sync_errors',
      key: ({ number }) => String(number),
      groups: ({ tenantId, runId }) => [keyOf(tenantId, runId)],
    });
    this.apiKeys = new MemoryTable(undoLog, {
      name: 'api_keys',
      key: ({ id }) => id,
      groups: () => [],
    });
    this.browserSessions = new MemoryTable(undoLog, {
      name: 'browser_sessions',
      key: ({ tokenHash }) => tokenHash,
      groups: () => [],
    });
  }

  /** Never the same again, also when the transaction is rolled back. */
  nextErrorNumber(): number {
    this.#errors += 1;
    return this.#errors;
  }

  /** Removes up to `limit` rows that belong to a tenant, never the tenant itself; how many. */
  removeRowsOf(tenantId: TenantId, limit: number): number {
    let removed = 0;
    const removeFrom = <Row extends { readonly tenantId: TenantId | null }>(
      table: MemoryTable<Row>,
    ) => {
      const rows = table.all().filter((row) => row.tenantId === tenantId);
      for (const row of rows.slice(0, limit - removed)) {
        table.delete(row);
        removed += 1;
      }
    };
    removeFrom(this.reactions);
    removeFrom(this.attachments);
    removeFrom(this.revisions);
    removeFrom(this.messages);
    removeFrom(this.progress);
    removeFrom(this.errors);
    removeFrom(this.runs);
    removeFrom(this.channels);
    removeFrom(this.apiKeys);
    return removed;
  }

  /** One text for each row of all tables, which is another one once the row is written. */
  rowVersions(): string[] {
    const fields: unknown[] = Object.values(this);
    return fields.flatMap((field) => (field instanceof MemoryTable ? field.rowVersions() : []));
  }

  snapshot(tenantId: TenantId): TenantSnapshot {
    const own = <Row extends { readonly tenantId: TenantId }>(table: MemoryTable<Row>) =>
      table.inKeyOrder().filter((row) => row.tenantId === tenantId);
    return {
      tenant: this.tenants.get(tenantId),
      channels: own(this.channels),
      messages: own(this.messages),
      revisions: own(this.revisions),
      reactions: own(this.reactions),
      attachments: own(this.attachments),
      progress: own(this.progress),
      runs: own(this.runs),
      errors: inOrderOfStoring(own(this.errors)).map(({ number: _, ...error }) => error),
    };
  }

  /** Whether a row is of one of these channels, or of a thread below one; without them every one is. */
  isOf(
    { tenantId, channelId }: Pick<SyncProgress, 'tenantId' | 'channelId'>,
    channelIds: ReadonlySet<ChannelId> | null = null,
  ): boolean {
    if (channelIds === null || channelIds.has(channelId)) return true;
    const channel = this.channels.get(keyOf(tenantId, channelId));
    if (channel?.type !== 'thread' || channel.parentId === null) return false;
    return channelIds.has(channel.parentId);
  }

  /** Whether a row's channel is not removed. */
  isOfReadChannel({ tenantId, channelId }: Pick<MessageRow, 'tenantId' | 'channelId'>): boolean {
    const channel = this.channels.get(keyOf(tenantId, channelId));
    return channel === null || channel.removedAt === null;
  }
}

/** Names of groups of messages. */
export const messagesOf = {
  reactionsPending: (tenantId: TenantId): string => keyOf(tenantId, 'reactions pending'),
  reactionsPendingIn: (tenantId: TenantId, channelId: ChannelId): string =>
    keyOf(tenantId, 'reactions pending', channelId),
  missing: (tenantId: TenantId): string => keyOf(tenantId, 'missing'),
  channel: (tenantId: TenantId, channelId: ChannelId): string => keyOf(tenantId, 'of', channelId),
};

function messageGroups(row: MessageRow): string[] {
  const { tenantId, channelId, reactionsPending, missingSince } = row;
  const groups = [messagesOf.channel(tenantId, channelId)];
  if (reactionsPending) {
    groups.push(messagesOf.reactionsPending(tenantId));
    groups.push(messagesOf.reactionsPendingIn(tenantId, channelId));
  }
  if (missingSince !== null) groups.push(messagesOf.missing(tenantId));
  return groups;
}

export function messageKey(of: {
  readonly tenantId: string;
  readonly channelId: string;
  readonly messageId: string;
}): string {
  return keyOf(of.tenantId, of.channelId, of.messageId);
}

/** By a text, compared unit by unit. */
export function inOrder<Row>(rows: readonly Row[], text: (row: Row) => string): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [text(a), text(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

export function inOrderOfStoring(rows: readonly ErrorRow[]): ErrorRow[] {
  return rows.toSorted((a, b) => a.number - b.number);
}
