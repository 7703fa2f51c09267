import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const ofTenant = { tenant_id: 'The community that it belongs to: tenants.id.' };
const stamps = {
  created_at: 'When the row was stored here.',
  updated_at: 'When the row was last changed here.',
};

/**
 * What each column means that said nothing of itself before, or not what it holds: `\\d+`, and tools for
 * analysts, show it. No foreign keys tell them where an id leads to, so that is said, too.
 */
const comments: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tenants: {
    id: 'The tenant_id of every other table.',
    name: 'What people call it.',
    settings: 'As given over the API; Annals itself reads nothing of it.',
    last_synced_at:
      'When a run over all channels last ended succeeded or partial; null before the first.',
  },
  channels: {
    ...ofTenant,
    name: 'As last listed.',
    type: 'text, announcement, voice, stage, forum, media (a forum of pictures), or thread, which a post of a forum is, too.',
    topic: 'What it is about, as last listed; null when it does not say.',
    created_at: 'When the row was stored here; when the channel was made it does not say.',
  },
  messages: {
    ...ofTenant,
    channel_id: 'Where it was written: channels.id.',
    deleted_at:
      'When it was found to be deleted on the platform; its text, files, reactions, earlier texts and metadata are gone since.',
    created_at: 'When the row was stored here; when it was written says platform_created_at.',
  },
  message_revisions: {
    ...ofTenant,
    channel_id: 'As messages.channel_id.',
    message_id: 'Which message said so: messages.id in the same channel.',
    content: 'The earlier text; as messages.content.',
  },
  message_emoji_reactions: {
    ...ofTenant,
    channel_id: 'As messages.channel_id.',
    message_id: 'On which message: messages.id in the same channel.',
    created_at: 'When a run found it; when somebody reacted the platform does not say.',
  },
  message_attachments: {
    ...ofTenant,
    channel_id: 'As messages.channel_id.',
    message_id: 'On which message: messages.id in the same channel.',
    id: 'The id on the platform, as text.',
    filename: 'As the platform names it.',
    platform_metadata: 'What only this platform knows: sizes of pictures, descriptions, …',
  },
  sync_progress: {
    ...ofTenant,
    channel_id: 'channels.id.',
    last_sync_attempt: 'When reading it last came to something newer or to its end, or failed.',
    last_successful_sync: 'When it was last read to its end.',
    full_read_after: 'The last full reading of the channel has read up to here; null: nothing yet.',
    full_read_complete: 'Whether the last full reading of the channel came to its end.',
    withheld_after: 'Where what withheld_up_to says begins; null: with the first message.',
  },
  sync_runs: {
    ...ofTenant,
    id: 'Named in the log as runId.',
    queued_at: 'When it was asked for.',
    started_at: 'When a worker first took it; null before.',
    finished_at: 'When it ended, whatever its status then; null before.',
    channels_done: 'Channels that were read to their end, in the present attempt.',
    channels_skipped: 'Channels without news, in the present attempt.',
    channels_failed: 'Channels that could not be read, in the present attempt.',
    messages_updated: 'Messages that were stored and have changed.',
    messages_deleted: 'Messages that were found to be deleted.',
    attachments: 'Files added.',
    progress_percent:
      'From 0 to 100, by where the checkpoints stand in time, then by the messages asked for who reacted; never falls.',
    current_channel:
      'The name of the channel that was being read at the last heartbeat; null between channels.',
    requested_by:
      'The id of the API key that asked for it, or environment for ADMIN_API_KEY; null for no key.',
  },
  sync_errors: {
    ...ofTenant,
    run_id: 'sync_runs.id.',
    id: 'Tells them apart; later ones have higher ones.',
    code: 'For programs: what kind of error it is.',
    occurred_at: 'When it was met.',
  },
  api_keys: {
    id: 'Named by sync_runs.requested_by.',
    name: 'What whoever made it calls it.',
    expires_at: 'From when on it opens nothing; null: it does not expire.',
    revoked_at: 'When somebody ended it; null: nobody did.',
    last_used_at: 'When it was last used, to the minute; null: never.',
  },
  browser_sessions: {
    token_hash: 'Lower-case hex SHA-256 of what the browser holds.',
    expires_at: 'From when on it opens nothing.',
  },
  annals_hash_key: {
    is_only_row: 'Always true, so that there is no second row.',
  },
};

export const columnComments: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [table, columns] of Object.entries(comments)) {
      for (const [column, comment] of Object.entries({ ...stamps, ...columns })) {
        const target = sql.ref(`${table}.${column}`);
        await sql`comment on column ${target} is ${sql.lit(comment)}`.execute(db);
      }
    }
  },

  /** They are as true of the tables before. */
  async down() {},
};
