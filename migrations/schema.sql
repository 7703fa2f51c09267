-- What the migrations make, for reading. Written by `bun run sql`; do not edit.
create table annals_hash_key (
  is_only_row boolean not null default true,
  mark text collate "C" not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint annals_hash_key_pkey PRIMARY KEY (is_only_row),
  constraint annals_hash_key_is_only_row_check CHECK (is_only_row)
);
comment on table annals_hash_key is 'One row: the key that people are hashed with. It is not stored.';
comment on column annals_hash_key.is_only_row is 'Always true, so that there is no second row.';
comment on column annals_hash_key.mark is 'A word that is no id, hashed as people are: with another key it is another hash.';
comment on column annals_hash_key.created_at is 'When the row was stored here.';
comment on column annals_hash_key.updated_at is 'When the row was last changed here.';

create table api_keys (
  id uuid not null,
  tenant_id uuid,
  name text not null,
  prefix text collate "C" not null,
  key_hash text collate "C" not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_key_hash_key UNIQUE (key_hash)
);
CREATE INDEX api_keys_by_tenant ON api_keys USING btree (tenant_id);
alter table api_keys enable row level security;
create policy own_tenant_only on api_keys using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table api_keys is 'Keys to the API. The keys themselves are not stored.';
comment on column api_keys.id is 'Named by sync_runs.requested_by.';
comment on column api_keys.tenant_id is 'The one tenant that it reaches; null for an admin key.';
comment on column api_keys.name is 'What whoever made it calls it.';
comment on column api_keys.prefix is 'The first characters of the key, to recognise it by.';
comment on column api_keys.key_hash is 'Lower-case hex SHA-256 of the whole key.';
comment on column api_keys.expires_at is 'From when on it opens nothing; null: it does not expire.';
comment on column api_keys.revoked_at is 'When somebody ended it; null: nobody did.';
comment on column api_keys.last_used_at is 'When it was last used, to the minute; null: never.';
comment on column api_keys.created_at is 'When the row was stored here.';
comment on column api_keys.updated_at is 'When the row was last changed here.';

create table browser_sessions (
  token_hash text collate "C" not null,
  key_hash text collate "C" not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint browser_sessions_pkey PRIMARY KEY (token_hash)
);
comment on table browser_sessions is 'Browsers that were signed in with an API key. Their tokens are not stored.';
comment on column browser_sessions.token_hash is 'Lower-case hex SHA-256 of what the browser holds.';
comment on column browser_sessions.key_hash is 'The hash of the key they speak for; that of the environment has no row in api_keys.';
comment on column browser_sessions.expires_at is 'From when on it opens nothing.';
comment on column browser_sessions.created_at is 'When the row was stored here.';
comment on column browser_sessions.updated_at is 'When the row was last changed here.';

create table channels (
  tenant_id uuid not null,
  id text collate "C" not null,
  name text not null,
  type text collate "C" not null,
  parent_id text collate "C",
  topic text,
  removed_at timestamp with time zone,
  platform_metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint channels_pkey PRIMARY KEY (tenant_id, id),
  constraint channels_type_check CHECK ((type = ANY (ARRAY['text'::text, 'announcement'::text, 'voice'::text, 'stage'::text, 'forum'::text, 'media'::text, 'thread'::text])))
);
CREATE INDEX channels_by_parent ON channels USING btree (tenant_id, parent_id) WHERE (parent_id IS NOT NULL);
alter table channels enable row level security;
create policy own_tenant_only on channels using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table channels is 'Channels and threads that everyone in the community may see, or might when they were read.';
comment on column channels.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column channels.id is 'The id on the platform, as text: never take it for a number.';
comment on column channels.name is 'As last listed.';
comment on column channels.type is 'text, announcement, voice, stage, forum, media (a forum of pictures), or thread, which a post of a forum is, too.';
comment on column channels.parent_id is 'The channel of a thread, or the category of a channel. May name a channel that is not here.';
comment on column channels.topic is 'What it is about, as last listed; null when it does not say.';
comment on column channels.removed_at is 'When the channel was first seen to be gone or no longer public; its messages stay.';
comment on column channels.platform_metadata is 'What only this platform knows about a channel.';
comment on column channels.created_at is 'When the row was stored here; when the channel was made it does not say.';
comment on column channels.updated_at is 'When the row was last changed here.';

create table message_attachments (
  tenant_id uuid not null,
  channel_id text collate "C" not null,
  message_id text collate "C" not null,
  id text collate "C" not null,
  filename text not null,
  file_size bigint not null,
  content_type text,
  url text not null,
  platform_metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint message_attachments_pkey PRIMARY KEY (tenant_id, channel_id, message_id, id)
);
alter table message_attachments enable row level security;
create policy own_tenant_only on message_attachments using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table message_attachments is 'Files on messages as the platform describes them. The files themselves are not kept.';
comment on column message_attachments.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column message_attachments.channel_id is 'As messages.channel_id.';
comment on column message_attachments.message_id is 'On which message: messages.id in the same channel.';
comment on column message_attachments.id is 'The id on the platform, as text.';
comment on column message_attachments.filename is 'As the platform names it.';
comment on column message_attachments.file_size is 'Bytes.';
comment on column message_attachments.content_type is 'Media type; null when the platform gives none.';
comment on column message_attachments.url is 'Without the signature, which expires: the file may not be had without the platform.';
comment on column message_attachments.platform_metadata is 'What only this platform knows: sizes of pictures, descriptions, …';
comment on column message_attachments.created_at is 'When the row was stored here.';
comment on column message_attachments.updated_at is 'When the row was last changed here.';

create table message_emoji_reactions (
  tenant_id uuid not null,
  channel_id text collate "C" not null,
  message_id text collate "C" not null,
  emoji_type text collate "C" not null,
  emoji_value text collate "C" not null,
  user_hash text collate "C" not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint message_emoji_reactions_pkey PRIMARY KEY (tenant_id, channel_id, message_id, emoji_type, emoji_value, user_hash),
  constraint message_emoji_reactions_emoji_type_check CHECK ((emoji_type = ANY (ARRAY['standard'::text, 'custom'::text])))
);
CREATE INDEX message_emoji_reactions_by_user ON message_emoji_reactions USING btree (tenant_id, user_hash);
alter table message_emoji_reactions enable row level security;
create policy own_tenant_only on message_emoji_reactions using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table message_emoji_reactions is 'One row for each person and emoji on a message; may lag behind messages.reaction_counts.';
comment on column message_emoji_reactions.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column message_emoji_reactions.channel_id is 'As messages.channel_id.';
comment on column message_emoji_reactions.message_id is 'On which message: messages.id in the same channel.';
comment on column message_emoji_reactions.emoji_type is 'standard (Unicode) or custom (of a community).';
comment on column message_emoji_reactions.emoji_value is 'The character itself, or name:id of a custom emoji.';
comment on column message_emoji_reactions.user_hash is 'Who reacted; as messages.author_hash.';
comment on column message_emoji_reactions.created_at is 'When a run found it; when somebody reacted the platform does not say.';
comment on column message_emoji_reactions.updated_at is 'When the row was last changed here.';

create table message_revisions (
  tenant_id uuid not null,
  channel_id text collate "C" not null,
  message_id text collate "C" not null,
  written_at timestamp with time zone not null,
  content text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint message_revisions_pkey PRIMARY KEY (tenant_id, channel_id, message_id, written_at)
);
alter table message_revisions enable row level security;
create policy own_tenant_only on message_revisions using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table message_revisions is 'Earlier texts of messages that were edited, as far as they were seen.';
comment on column message_revisions.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column message_revisions.channel_id is 'As messages.channel_id.';
comment on column message_revisions.message_id is 'Which message said so: messages.id in the same channel.';
comment on column message_revisions.written_at is 'When this text was written: at an edit, or when the message was sent.';
comment on column message_revisions.content is 'The earlier text; as messages.content.';
comment on column message_revisions.created_at is 'When the row was stored here.';
comment on column message_revisions.updated_at is 'When the row was last changed here.';

create table messages (
  tenant_id uuid not null,
  channel_id text collate "C" not null,
  id text collate "C" not null,
  author_hash text collate "C",
  content text not null,
  type text collate "C" not null,
  reply_to_id text collate "C",
  reply_to_author_hash text collate "C",
  platform_created_at timestamp with time zone not null,
  platform_edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  reaction_counts jsonb not null default '[]'::jsonb,
  reactions_pending boolean not null default false,
  platform_metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  missing_since timestamp with time zone,
  unlisted_emoji jsonb not null default '[]'::jsonb,
  constraint messages_pkey PRIMARY KEY (tenant_id, channel_id, id)
);
CREATE INDEX messages_by_author ON messages USING btree (tenant_id, author_hash, platform_created_at DESC) WHERE (author_hash IS NOT NULL);
CREATE INDEX messages_by_missing ON messages USING btree (tenant_id, missing_since) WHERE (missing_since IS NOT NULL);
CREATE INDEX messages_by_pending_reactions ON messages USING btree (tenant_id, channel_id, id) WHERE reactions_pending;
CREATE INDEX messages_by_reply ON messages USING btree (tenant_id, channel_id, reply_to_id) WHERE (reply_to_id IS NOT NULL);
CREATE INDEX messages_by_time ON messages USING btree (tenant_id, channel_id, platform_created_at);
alter table messages enable row level security;
create policy own_tenant_only on messages using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table messages is 'One row per message. The order in a channel is platform_created_at, id.';
comment on column messages.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column messages.channel_id is 'Where it was written: channels.id.';
comment on column messages.id is 'Unique within its channel; wider only on some platforms.';
comment on column messages.author_hash is 'Lower-case hex SHA-256 of the id of the author, so the same person has the same hash in every table and tenant; HMAC-SHA-256 where the installation sets a key. Null when the platform names no author. No id of a person is stored anywhere.';
comment on column messages.content is 'The text as written, with ids of people replaced by their hashes: a mention is <@HASH>.';
comment on column messages.type is 'default, reply, or the kind of message that the platform itself wrote (thread_created, …).';
comment on column messages.reply_to_id is 'The id of the message, in the same channel, that this one answers, whether or not that message is here. Null for anything that is not a reply.';
comment on column messages.reply_to_author_hash is 'Who wrote the answered message; as author_hash.';
comment on column messages.platform_created_at is 'When it was written, by the clock of the platform.';
comment on column messages.platform_edited_at is 'When it was last edited; null when never.';
comment on column messages.deleted_at is 'When it was found to be deleted on the platform; its text, files, reactions, earlier texts and metadata are gone since.';
comment on column messages.reaction_counts is 'How often each emoji stands on it: [{emojiType, emojiValue, normal, burst}]; the two add up.';
comment on column messages.reactions_pending is 'Whether reaction_counts changed since message_emoji_reactions was last read.';
comment on column messages.platform_metadata is 'What only this platform knows: embeds, polls, flags, …';
comment on column messages.created_at is 'When the row was stored here; when it was written says platform_created_at.';
comment on column messages.updated_at is 'When the row was last changed here.';
comment on column messages.missing_since is 'Since when it does not come where it stood; the platform is asked for it by itself.';
comment on column messages.unlisted_emoji is 'Values of emoji that are counted and whose users the platform will not list.';

create table sync_errors (
  tenant_id uuid not null,
  run_id uuid not null,
  id bigint not null generated always as identity,
  channel_id text collate "C",
  message_id text collate "C",
  code text collate "C" not null,
  message text not null,
  attempt integer not null,
  occurred_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint sync_errors_pkey PRIMARY KEY (tenant_id, run_id, id)
);
alter table sync_errors enable row level security;
create policy own_tenant_only on sync_errors using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table sync_errors is 'What went wrong in a run without ending it.';
comment on column sync_errors.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column sync_errors.run_id is 'sync_runs.id.';
comment on column sync_errors.id is 'Tells them apart; later ones have higher ones.';
comment on column sync_errors.channel_id is 'Null when it concerns no single channel.';
comment on column sync_errors.message_id is 'Null when it concerns no single message.';
comment on column sync_errors.code is 'For programs: what kind of error it is.';
comment on column sync_errors.message is 'A sentence for the operator; not the text of a message.';
comment on column sync_errors.attempt is 'Which attempt of the run, from 1.';
comment on column sync_errors.occurred_at is 'When it was met.';
comment on column sync_errors.created_at is 'When the row was stored here.';
comment on column sync_errors.updated_at is 'When the row was last changed here.';

create table sync_progress (
  tenant_id uuid not null,
  channel_id text collate "C" not null,
  last_message_id text collate "C",
  last_message_timestamp timestamp with time zone,
  last_checked_id text collate "C",
  newest_message_id text collate "C",
  archived_threads_bookmark text collate "C",
  sync_status text collate "C" not null,
  total_messages_synced bigint not null default 0,
  last_sync_attempt timestamp with time zone,
  last_successful_sync timestamp with time zone,
  error_count integer not null default 0,
  last_error text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  full_read_run_id uuid,
  full_read_after text collate "C",
  full_read_complete boolean not null default false,
  withheld_after text collate "C",
  withheld_up_to text collate "C",
  constraint sync_progress_pkey PRIMARY KEY (tenant_id, channel_id),
  constraint sync_progress_sync_status_check CHECK ((sync_status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'complete'::text, 'failed'::text, 'forbidden'::text, 'gone'::text])))
);
CREATE INDEX sync_progress_by_failures ON sync_progress USING btree (tenant_id, error_count, channel_id) WHERE (sync_status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'failed'::text]));
CREATE INDEX sync_progress_by_status ON sync_progress USING btree (tenant_id, sync_status, channel_id);
CREATE INDEX sync_progress_by_withheld ON sync_progress USING btree (tenant_id, channel_id) WHERE (withheld_up_to IS NOT NULL);
alter table sync_progress enable row level security;
create policy own_tenant_only on sync_progress using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table sync_progress is 'Where the archive stands with each channel and thread.';
comment on column sync_progress.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column sync_progress.channel_id is 'channels.id.';
comment on column sync_progress.last_message_id is 'The newest message stored.';
comment on column sync_progress.last_message_timestamp is 'When that message was written.';
comment on column sync_progress.last_checked_id is 'The newest position known to hold nothing unread; at or above last_message_id, which may stay behind where the newest messages are deleted.';
comment on column sync_progress.newest_message_id is 'The newest message that the platform named at the last listing; it may be deleted by now.';
comment on column sync_progress.archived_threads_bookmark is 'Up to where the archived threads of the channel are listed; null: list them from the start.';
comment on column sync_progress.sync_status is 'pending (news to read), in_progress, complete; failed is tried again by the next run, forbidden and gone when a listing shows the channel again.';
comment on column sync_progress.total_messages_synced is 'Messages ever added, deleted ones included.';
comment on column sync_progress.last_sync_attempt is 'When reading it last came to something newer or to its end, or failed.';
comment on column sync_progress.last_successful_sync is 'When it was last read to its end.';
comment on column sync_progress.error_count is 'Failed attempts in a row; 0 after a success.';
comment on column sync_progress.last_error is 'Why the last attempt failed, in a sentence.';
comment on column sync_progress.created_at is 'When the row was stored here.';
comment on column sync_progress.updated_at is 'When the row was last changed here.';
comment on column sync_progress.full_read_run_id is 'The run that began the last full reading of the channel, which later runs go on with; up to where: full_read_after.';
comment on column sync_progress.full_read_after is 'The last full reading of the channel has read up to here; null: nothing yet.';
comment on column sync_progress.full_read_complete is 'Whether the last full reading of the channel came to its end.';
comment on column sync_progress.withheld_after is 'Where what withheld_up_to says begins; null: with the first message.';
comment on column sync_progress.withheld_up_to is 'Messages up to this one were stored while the platform withheld what they say; from behind withheld_after on, or from the first. They are read again once it does not.';

create table sync_runs (
  tenant_id uuid not null,
  id uuid not null,
  trigger text collate "C" not null,
  mode text collate "C" not null,
  channel_ids text[] collate "C",
  status text collate "C" not null,
  fence integer not null default 0,
  queued_at timestamp with time zone not null,
  started_at timestamp with time zone,
  heartbeat_at timestamp with time zone,
  finished_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  channels_total integer not null default 0,
  channels_done integer not null default 0,
  channels_skipped integer not null default 0,
  channels_failed integer not null default 0,
  messages_added bigint not null default 0,
  messages_updated bigint not null default 0,
  messages_deleted bigint not null default 0,
  reactions bigint not null default 0,
  attachments bigint not null default 0,
  requests bigint not null default 0,
  rate_limit_wait_ms bigint not null default 0,
  error_code text collate "C",
  error_message text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  progress_percent real not null default 0,
  current_channel text,
  requested_by text collate "C",
  scheduled_for timestamp with time zone,
  expected_end_at timestamp with time zone,
  constraint sync_runs_pkey PRIMARY KEY (tenant_id, id),
  constraint sync_runs_mode_check CHECK ((mode = ANY (ARRAY['incremental'::text, 'full'::text]))),
  constraint sync_runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'rate_limited'::text, 'failed'::text, 'cancelled'::text]))),
  constraint sync_runs_trigger_check CHECK ((trigger = ANY (ARRAY['scheduled'::text, 'manual'::text, 'initial'::text])))
);
CREATE INDEX sync_runs_by_end ON sync_runs USING btree (tenant_id, finished_at DESC, id DESC) WHERE (finished_at IS NOT NULL);
CREATE INDEX sync_runs_by_id ON sync_runs USING btree (id);
CREATE INDEX sync_runs_by_requester ON sync_runs USING btree (tenant_id, requested_by, queued_at) WHERE (requested_by IS NOT NULL);
CREATE INDEX sync_runs_by_time ON sync_runs USING btree (tenant_id, queued_at DESC, id DESC);
CREATE UNIQUE INDEX sync_runs_one_a_round ON sync_runs USING btree (tenant_id, scheduled_for) WHERE (scheduled_for IS NOT NULL);
CREATE UNIQUE INDEX sync_runs_one_active ON sync_runs USING btree (tenant_id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
alter table sync_runs enable row level security;
create policy own_tenant_only on sync_runs using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (tenant_id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table sync_runs is 'Every pass over a tenant. At most one per tenant is queued or running.';
comment on column sync_runs.tenant_id is 'The community that it belongs to: tenants.id.';
comment on column sync_runs.id is 'Named in the log as runId.';
comment on column sync_runs.trigger is 'scheduled, manual, or initial (the tenant was created).';
comment on column sync_runs.mode is 'incremental reads what is new, full looks back over everything.';
comment on column sync_runs.channel_ids is 'Only these channels and their threads; null for all.';
comment on column sync_runs.status is 'queued, running; then succeeded, partial (error_message says what is missing), rate_limited (the next run goes on), failed or cancelled.';
comment on column sync_runs.fence is 'Raised by every start: a worker with a lower one has lost the run.';
comment on column sync_runs.queued_at is 'When it was asked for.';
comment on column sync_runs.started_at is 'When a worker first took it; null before.';
comment on column sync_runs.heartbeat_at is 'When its worker last wrote; old: the worker is dead.';
comment on column sync_runs.finished_at is 'When it ended, whatever its status then; null before.';
comment on column sync_runs.cancel_requested_at is 'When somebody asked for its end; it ends cancelled.';
comment on column sync_runs.channels_total is 'Channels of the present attempt; done, skipped (no news) and failed are parts of it.';
comment on column sync_runs.channels_done is 'Channels that were read to their end, in the present attempt.';
comment on column sync_runs.channels_skipped is 'Channels without news, in the present attempt.';
comment on column sync_runs.channels_failed is 'Channels that could not be read, in the present attempt.';
comment on column sync_runs.messages_added is 'Over all attempts of the run, as all that follow.';
comment on column sync_runs.messages_updated is 'Messages that were stored and have changed.';
comment on column sync_runs.messages_deleted is 'Messages that were found to be deleted.';
comment on column sync_runs.reactions is 'Reactions of people added.';
comment on column sync_runs.attachments is 'Files added.';
comment on column sync_runs.requests is 'Requests to the platform, repeated ones included.';
comment on column sync_runs.rate_limit_wait_ms is 'Milliseconds spent waiting for the platform.';
comment on column sync_runs.error_code is 'For programs; null when the run succeeded.';
comment on column sync_runs.error_message is 'For people: why it ended so, in a sentence.';
comment on column sync_runs.created_at is 'When the row was stored here.';
comment on column sync_runs.updated_at is 'When the row was last changed here.';
comment on column sync_runs.progress_percent is 'From 0 to 100, by where the checkpoints stand in time, then by the messages asked for who reacted; never falls.';
comment on column sync_runs.current_channel is 'The name of the channel that was being read at the last heartbeat; null between channels.';
comment on column sync_runs.requested_by is 'The id of the API key that asked for it, or environment for ADMIN_API_KEY; null for no key.';
comment on column sync_runs.scheduled_for is 'The round of the schedule that it is for; null for others.';
comment on column sync_runs.expected_end_at is 'When its worker expects it to end; null while that cannot be told, and unless it runs.';

create table tenants (
  id uuid not null,
  slug text collate "C" not null,
  name text not null,
  platform text collate "C" not null,
  platform_id text collate "C" not null,
  status text collate "C" not null default 'active'::text,
  settings jsonb not null default '{}'::jsonb,
  last_synced_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint tenants_pkey PRIMARY KEY (id),
  constraint tenants_platform_platform_id_key UNIQUE (platform, platform_id),
  constraint tenants_slug_key UNIQUE (slug),
  constraint tenants_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'cancelled'::text])))
);
alter table tenants enable row level security;
create policy own_tenant_only on tenants using (((NOT starts_with((CURRENT_USER)::text, 'annals_reader_'::text)) OR (id = (NULLIF(current_setting('annals.tenant_id'::text, true), ''::text))::uuid)));
comment on table tenants is 'One community on one platform each.';
comment on column tenants.id is 'The tenant_id of every other table.';
comment on column tenants.slug is 'Stands for the id in every URL.';
comment on column tenants.name is 'What people call it.';
comment on column tenants.platform is 'The name of the plugin that reads it, for instance discord.';
comment on column tenants.platform_id is 'The id of the community on its platform (Discord: the guild).';
comment on column tenants.status is 'active; paused and cancelled tenants keep their rows and are left out of the schedule.';
comment on column tenants.settings is 'As given over the API; Annals itself reads nothing of it.';
comment on column tenants.last_synced_at is 'When a run over all channels last ended succeeded or partial; null before the first.';
comment on column tenants.created_at is 'When the row was stored here.';
comment on column tenants.updated_at is 'When the row was last changed here.';
