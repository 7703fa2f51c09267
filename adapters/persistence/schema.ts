import type {
  ApiKeyId,
  AttachmentId,
  ChannelId,
  ChannelSyncStatus,
  ChannelType,
  EmojiType,
  JsonObject,
  MessageId,
  PlatformId,
  ReactionCount,
  RunId,
  RunMode,
  RunStatus,
  RunTrigger,
  TenantId,
  TenantStatus,
  UserHash,
} from '@annals/domain';
import type { ColumnType, Generated } from 'kysely';

/** A time that the database writes when nobody else does. */
type Stamp = ColumnType<Date, Date | undefined, Date>;
/** `bigint`, which the driver gives as text; every figure here fits a number. */
type Counter = ColumnType<string, number | undefined, number>;

interface Stamps {
  created_at: Stamp;
  updated_at: Stamp;
}

export interface TenantTable extends Stamps {
  id: TenantId;
  slug: string;
  name: string;
  platform: string;
  platform_id: PlatformId;
  status: TenantStatus;
  settings: JsonObject;
  last_synced_at: Date | null;
}

interface ChannelTable extends Stamps {
  tenant_id: TenantId;
  id: ChannelId;
  name: string;
  type: ChannelType;
  parent_id: ChannelId | null;
  topic: string | null;
  removed_at: Date | null;
  platform_metadata: JsonObject;
}

interface MessageTable extends Stamps {
  tenant_id: TenantId;
  channel_id: ChannelId;
  id: MessageId;
  author_hash: UserHash | null;
  content: string;
  type: string;
  reply_to_id: MessageId | null;
  reply_to_author_hash: UserHash | null;
  platform_created_at: Date;
  platform_edited_at: Date | null;
  deleted_at: Date | null;
  missing_since: Date | null;
  reaction_counts: readonly ReactionCount[];
  reactions_pending: Generated<boolean>;
  unlisted_emoji: Generated<readonly string[]>;
  platform_metadata: JsonObject;
}

interface RevisionTable extends Stamps {
  tenant_id: TenantId;
  channel_id: ChannelId;
  message_id: MessageId;
  written_at: Date;
  content: string;
}

interface ReactionTable extends Stamps {
  tenant_id: TenantId;
  channel_id: ChannelId;
  message_id: MessageId;
  emoji_type: EmojiType;
  emoji_value: string;
  user_hash: UserHash;
}

interface AttachmentTable extends Stamps {
  tenant_id: TenantId;
  channel_id: ChannelId;
  message_id: MessageId;
  id: AttachmentId;
  filename: string;
  file_size: Counter;
  content_type: string | null;
  url: string;
  platform_metadata: JsonObject;
}

export interface ProgressTable extends Stamps {
  tenant_id: TenantId;
  channel_id: ChannelId;
  last_message_id: MessageId | null;
  last_message_timestamp: Date | null;
  last_checked_id: MessageId | null;
  newest_message_id: MessageId | null;
  archived_threads_bookmark: string | null;
  full_read_run_id: RunId | null;
  full_read_after: MessageId | null;
  full_read_complete: Generated<boolean>;
  withheld_after: MessageId | null;
  withheld_up_to: MessageId | null;
  sync_status: ChannelSyncStatus;
  total_messages_synced: Counter;
  last_sync_attempt: Date | null;
  last_successful_sync: Date | null;
  error_count: Generated<number>;
  last_error: string | null;
}

export interface RunTable extends Stamps {
  id: RunId;
  tenant_id: TenantId;
  trigger: RunTrigger;
  mode: RunMode;
  channel_ids: ChannelId[] | null;
  status: RunStatus;
  fence: Generated<number>;
  queued_at: Date;
  started_at: Date | null;
  heartbeat_at: Date | null;
  finished_at: Date | null;
  cancel_requested_at: Date | null;
  channels_total: Generated<number>;
  channels_done: Generated<number>;
  channels_skipped: Generated<number>;
  channels_failed: Generated<number>;
  messages_added: Counter;
  messages_updated: Counter;
  messages_deleted: Counter;
  reactions: Counter;
  attachments: Counter;
  requests: Counter;
  rate_limit_wait_ms: Counter;
  progress_percent: Generated<number>;
  current_channel: string | null;
  expected_end_at: Date | null;
  requested_by: string | null;
  scheduled_for: Date | null;
  error_code: string | null;
  error_message: string | null;
}

interface ErrorTable extends Stamps {
  tenant_id: TenantId;
  id: Generated<string>;
  run_id: RunId;
  channel_id: ChannelId | null;
  message_id: MessageId | null;
  code: string;
  message: string;
  attempt: number;
  occurred_at: Date;
}

export interface ApiKeyTable extends Stamps {
  id: ApiKeyId;
  tenant_id: TenantId | null;
  name: string;
  prefix: string;
  key_hash: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

interface BrowserSessionTable extends Stamps {
  token_hash: string;
  key_hash: string;
  expires_at: Date;
}

interface HashKeyTable extends Stamps {
  is_only_row: Generated<boolean>;
  mark: UserHash;
}

/** The tables, as the code sees them. */
export interface Schema {
  tenants: TenantTable;
  channels: ChannelTable;
  messages: MessageTable;
  message_revisions: RevisionTable;
  message_emoji_reactions: ReactionTable;
  message_attachments: AttachmentTable;
  sync_progress: ProgressTable;
  sync_runs: RunTable;
  sync_errors: ErrorTable;
  api_keys: ApiKeyTable;
  browser_sessions: BrowserSessionTable;
  annals_hash_key: HashKeyTable;
}
