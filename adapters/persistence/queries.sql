-- What a sync runs again and again, for reading. Written by `bun run sql`; do not edit.

-- channels.upsert
insert into channels as stored (
  tenant_id, id, name, type, parent_id, topic, platform_metadata
)
select "tenantId", id, name, type, "parentId", topic, "platformMetadata"
from jsonb_to_recordset($1::text::jsonb) as given (
  "tenantId" uuid, id text, name text, type text, "parentId" text, topic text,
  "platformMetadata" jsonb
)
on conflict (tenant_id, id) do update set
  name = excluded.name,
  type = excluded.type,
  parent_id = excluded.parent_id,
  topic = excluded.topic,
  removed_at = null,
  platform_metadata = excluded.platform_metadata,
  updated_at = now()
where (
  stored.name, stored.type, stored.parent_id, stored.topic, stored.removed_at,
  stored.platform_metadata
) is distinct from (
  excluded.name, excluded.type, excluded.parent_id, excluded.topic, null::timestamptz,
  excluded.platform_metadata
);

-- progress.recordListing
insert into sync_progress as stored (tenant_id, channel_id, newest_message_id, sync_status)
select $1::uuid, "channelId", "newestMessageId",
  case when pending then 'pending' else 'complete' end
from jsonb_to_recordset($2::text::jsonb)
  as given ("channelId" text, "newestMessageId" text, pending boolean)
on conflict (tenant_id, channel_id) do update set
  newest_message_id = excluded.newest_message_id,
  sync_status = case
    when excluded.sync_status = 'pending' then 'pending' else stored.sync_status
  end,
  updated_at = now()
where stored.newest_message_id is distinct from excluded.newest_message_id
  or (excluded.sync_status = 'pending' and stored.sync_status <> 'pending');

-- progress.recall
update "sync_progress" set "sync_status" = $1, "updated_at" = now() where "tenant_id" = $2 and "sync_status" = $3 and 
        (last_message_timestamp >= $4
          or last_message_timestamp >= last_successful_sync - make_interval(secs => $5)) and 
not exists (
  select from channels
  where channels.tenant_id = sync_progress.tenant_id
    and channels.id = sync_progress.channel_id
    and channels.removed_at is not null
);

-- progress.pending
select "sync_progress".*, "channels"."name", "channels"."type", "channels"."parent_id" as "parentId" from "sync_progress" left join "channels" on "channels"."tenant_id" = "sync_progress"."tenant_id" and "channels"."id" = "sync_progress"."channel_id" where "sync_progress"."tenant_id" = $1 and "channels"."removed_at" is null and sync_status in ('pending', 'in_progress', 'failed') and true and (error_count, channel_id) > ($2, $3) order by "error_count", "channel_id" limit $4;

-- messages.insert
begin;
savepoint before_new_messages; copy messages (
  tenant_id, channel_id, id, author_hash, content, type, reply_to_id, reply_to_author_hash,
  platform_created_at, platform_edited_at, reaction_counts, reactions_pending, platform_metadata
) from stdin;
commit;

-- messages.upsert
with given as (
  select * from jsonb_to_recordset($1::text::jsonb) as given (
    "tenantId" uuid, "channelId" text, id text, "authorHash" text, content text, type text,
    "replyToId" text, "replyToAuthorHash" text, "platformCreatedAt" timestamptz,
    "platformEditedAt" timestamptz, "reactionCounts" jsonb, "platformMetadata" jsonb
  )
),
kept as (
  insert into message_revisions (tenant_id, channel_id, message_id, written_at, content)
  select
    stored.tenant_id, stored.channel_id, stored.id,
    coalesce(stored.platform_edited_at, stored.platform_created_at), stored.content
  from given join messages as stored
    on (stored.tenant_id, stored.channel_id, stored.id)
      = (given."tenantId", given."channelId", given.id)
    and stored.platform_created_at = given."platformCreatedAt"
  where stored.content <> given.content and stored.content <> ''
    and stored.platform_edited_at is distinct from given."platformEditedAt"
  on conflict do nothing
),
written as (
  insert into messages as stored (
    tenant_id, channel_id, id, author_hash, content, type, reply_to_id, reply_to_author_hash,
    platform_created_at, platform_edited_at, reaction_counts, reactions_pending,
    platform_metadata
  )
  select
    "tenantId", "channelId", id, "authorHash", content, type, "replyToId",
    "replyToAuthorHash", "platformCreatedAt", "platformEditedAt", "reactionCounts",
    "reactionCounts" <> '[]', "platformMetadata"
  from given
  on conflict (tenant_id, channel_id, id) do update set
    author_hash = excluded.author_hash,
    content = excluded.content,
    type = excluded.type,
    reply_to_id = excluded.reply_to_id,
    reply_to_author_hash = coalesce(
      excluded.reply_to_author_hash,
      case when stored.reply_to_id = excluded.reply_to_id then stored.reply_to_author_hash end
    ),
    platform_created_at = excluded.platform_created_at,
    platform_edited_at = excluded.platform_edited_at,
    deleted_at = null,
    missing_since = null,
    reaction_counts = excluded.reaction_counts,
    reactions_pending =
      stored.reactions_pending or stored.reaction_counts <> excluded.reaction_counts,
    platform_metadata = excluded.platform_metadata,
    updated_at = now()
  where (
    stored.author_hash, stored.content, stored.type, stored.reply_to_id,
    stored.reply_to_author_hash, stored.platform_created_at, stored.platform_edited_at,
    stored.deleted_at, stored.missing_since, stored.reaction_counts, stored.platform_metadata
  ) is distinct from (
    excluded.author_hash, excluded.content, excluded.type, excluded.reply_to_id,
    coalesce(
      excluded.reply_to_author_hash,
      case when stored.reply_to_id = excluded.reply_to_id then stored.reply_to_author_hash end
    ), excluded.platform_created_at, excluded.platform_edited_at,
    null::timestamptz, null::timestamptz, excluded.reaction_counts, excluded.platform_metadata
  )
  returning (xmax = 0) as is_new
)
select
  count(*) filter (where is_new) as added,
  count(*) filter (where not is_new) as updated
from written;

-- attachments.insert
insert into message_attachments as stored (
  tenant_id, channel_id, message_id, id, filename, file_size, content_type, url,
  platform_metadata
)
select
  "tenantId", "channelId", "messageId", id, filename, "fileSize", "contentType", url,
  "platformMetadata"
from jsonb_to_recordset($1::text::jsonb) as given (
  "tenantId" uuid, "channelId" text, "messageId" text, id text, filename text,
  "fileSize" bigint, "contentType" text, url text, "platformMetadata" jsonb
) on conflict do nothing;

-- attachments.replace
delete from message_attachments as stored
using jsonb_to_recordset($1::text::jsonb)
  as given ("channelId" text, "messageId" text)
where stored.tenant_id = $2
  and stored.channel_id = given."channelId"
  and stored.message_id = given."messageId"
  and (stored.channel_id, stored.message_id, stored.id) not in (
    select "channelId", "messageId", id
    from jsonb_to_recordset($3::text::jsonb)
      as kept ("channelId" text, "messageId" text, id text)
  );
with written as (
  insert into message_attachments as stored (
    tenant_id, channel_id, message_id, id, filename, file_size, content_type, url,
    platform_metadata
  )
  select
    "tenantId", "channelId", "messageId", id, filename, "fileSize", "contentType", url,
    "platformMetadata"
  from jsonb_to_recordset($1::text::jsonb) as given (
    "tenantId" uuid, "channelId" text, "messageId" text, id text, filename text,
    "fileSize" bigint, "contentType" text, url text, "platformMetadata" jsonb
  )
  on conflict (tenant_id, channel_id, message_id, id) do update set
    filename = excluded.filename,
    file_size = excluded.file_size,
    content_type = excluded.content_type,
    url = excluded.url,
    platform_metadata = excluded.platform_metadata,
    updated_at = now()
  where (
    stored.filename, stored.file_size, stored.content_type, stored.url,
    stored.platform_metadata
  ) is distinct from (
    excluded.filename, excluded.file_size, excluded.content_type, excluded.url,
    excluded.platform_metadata
  )
  returning (xmax = 0) as is_new
)
select count(*) filter (where is_new) as added from written;

-- progress.advance
insert into sync_progress as stored (
  tenant_id, channel_id, last_message_id, last_message_timestamp, last_checked_id,
  sync_status, total_messages_synced, last_sync_attempt, last_successful_sync,
  full_read_run_id, full_read_after, full_read_complete
)
select
  $1::uuid, "channelId", "lastMessageId", "lastMessageTimestamp", "lastCheckedId",
  "syncStatus", added, at, case when "syncStatus" = 'complete' then at end,
  "fullReadRunId", "fullReadAfter", "fullReadComplete"
from jsonb_to_recordset($2::text::jsonb) as given (
  "channelId" text, "lastMessageId" text, "lastMessageTimestamp" timestamptz,
  "lastCheckedId" text, "syncStatus" text, added bigint, at timestamptz,
  "fullReadRunId" uuid, "fullReadAfter" text, "fullReadComplete" boolean
)
on conflict (tenant_id, channel_id) do update set
  last_message_id = excluded.last_message_id,
  last_message_timestamp = excluded.last_message_timestamp,
  last_checked_id = excluded.last_checked_id,
  sync_status = excluded.sync_status,
  total_messages_synced = stored.total_messages_synced + excluded.total_messages_synced,
  last_sync_attempt = case
    when excluded.sync_status = 'complete'
      or excluded.last_message_id is distinct from stored.last_message_id
      then excluded.last_sync_attempt
    else coalesce(stored.last_sync_attempt, excluded.last_sync_attempt)
  end,
  last_successful_sync =
    coalesce(excluded.last_successful_sync, stored.last_successful_sync),
  error_count = case excluded.sync_status when 'complete' then 0 else stored.error_count end,
  last_error = case excluded.sync_status when 'complete' then null else stored.last_error end,
  full_read_run_id = coalesce(excluded.full_read_run_id, stored.full_read_run_id),
  full_read_after = case
    when excluded.full_read_run_id is null then stored.full_read_after
    else excluded.full_read_after
  end,
  full_read_complete = case
    when excluded.full_read_run_id is null then stored.full_read_complete
    else excluded.full_read_complete
  end,
  updated_at = now();

-- runLeases.heartbeat
update sync_runs set
  heartbeat_at = greatest(heartbeat_at, $1),
  channels_total = $2,
  channels_done = $3,
  channels_skipped = $4,
  channels_failed = $5,
  messages_added = messages_added + $6,
  messages_updated = messages_updated + $7,
  messages_deleted = messages_deleted + $8,
  reactions = reactions + $9,
  attachments = attachments + $10,
  requests = requests + $11,
  rate_limit_wait_ms = rate_limit_wait_ms + $12,
  progress_percent = greatest(progress_percent, $13::real),
  current_channel = $14,
  expected_end_at = $15,
  updated_at = now()
where tenant_id = $16 and id = $17 and fence = $18 and status = 'running'
  and heartbeat_at >= $19
returning cancel_requested_at is not null as cancel_requested;

-- pendingReactions.list
select "channel_id" as "channelId", "messages"."id" as "messageId", "reaction_counts" as "reactionCounts" from "messages" left join "channels" on "channels"."tenant_id" = "messages"."tenant_id" and "channels"."id" = "messages"."channel_id" where "messages"."tenant_id" = $1 and "channels"."removed_at" is null and reactions_pending and "channel_id" = $2 and "messages"."id" > $3 order by "messages"."id" limit $4;

-- pendingReactions.channels
select distinct "channel_id" from "messages" left join "channels" on "channels"."tenant_id" = "messages"."tenant_id" and "channels"."id" = "messages"."channel_id" where "messages"."tenant_id" = $1 and "channels"."removed_at" is null and reactions_pending and true and "channel_id" > $2 order by "channel_id" limit $3;

-- reactions.replace
delete from message_emoji_reactions as stored
using jsonb_to_recordset($1::text::jsonb)
  as listed ("channelId" text, "messageId" text)
where stored.tenant_id = $2
  and stored.channel_id = listed."channelId"
  and stored.message_id = listed."messageId"
  and (
    stored.channel_id, stored.message_id, stored.emoji_type, stored.emoji_value,
    stored.user_hash
  ) not in (
    select "channelId", "messageId", "emojiType", "emojiValue", "userHash"
    from jsonb_to_recordset($3::text::jsonb) as given (
      "channelId" text, "messageId" text, "emojiType" text, "emojiValue" text, "userHash" text
    )
  );
insert into message_emoji_reactions (
  tenant_id, channel_id, message_id, emoji_type, emoji_value, user_hash
)
select $1::uuid, "channelId", "messageId", "emojiType", "emojiValue", "userHash"
from jsonb_to_recordset($2::text::jsonb) as given (
  "channelId" text, "messageId" text, "emojiType" text, "emojiValue" text, "userHash" text
)
on conflict do nothing;

-- pendingReactions.clear
update messages as stored set
  reactions_pending = false, unlisted_emoji = done."unlistedEmoji", updated_at = now()
from jsonb_to_recordset($1::text::jsonb)
  as done (
    "channelId" text, "messageId" text, "reactionCounts" jsonb, "unlistedEmoji" jsonb
  )
where stored.tenant_id = $2
  and stored.channel_id = done."channelId"
  and stored.id = done."messageId"
  and stored.reaction_counts = done."reactionCounts"
  and stored.reactions_pending;
