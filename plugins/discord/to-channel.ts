import type {
  ChannelId,
  ChannelType,
  JsonObject,
  MessageId,
  PlatformChannel,
  PlatformUserId,
} from '@annals/domain';
import { list, nested, scalars } from './json-shape.ts';
import type { ChannelPayload, RawPayload } from './payloads.ts';

/** Discord's channel types that the archive knows. Private threads (12) are none of them. */
const channelTypes: Readonly<Record<number, ChannelType>> = {
  0: 'text',
  2: 'voice',
  5: 'announcement',
  10: 'thread',
  11: 'thread',
  13: 'stage',
  15: 'forum',
  16: 'media',
};

/** The channel in the archive's terms, or null for what it does not keep. */
export function toChannel(payload: ChannelPayload): PlatformChannel | null {
  const type = channelTypes[payload.type];
  if (type === undefined) return null;
  const holdsPosts = type === 'forum' || type === 'media';
  return {
    id: payload.id as ChannelId,
    name: payload.name,
    type,
    parentId: payload.parent_id as ChannelId | null,
    topic: payload.topic,
    ownerId: type === 'thread' ? (payload.owner_id as PlatformUserId | null) : null,
    // In a forum it names the newest post, which is a channel.
    newestMessageId: holdsPosts ? null : (payload.last_message_id as MessageId | null),
    platformMetadata: metadata(payload.raw),
  };
}

/** No counters: they change with every message, and a channel's row would change with them. */
function metadata(raw: RawPayload): JsonObject {
  return {
    ...scalars(raw, ['position', 'nsfw', 'flags', 'rate_limit_per_user', 'bitrate', 'user_limit']),
    ...scalars(raw, [
      'default_sort_order',
      'default_forum_layout',
      'default_auto_archive_duration',
    ]),
    ...list(raw, 'available_tags', (tag) =>
      scalars(tag, ['id', 'name', 'moderated', 'emoji_id', 'emoji_name']),
    ),
    ...(Array.isArray(raw.applied_tags) && raw.applied_tags.length > 0
      ? { appliedTagIds: raw.applied_tags.filter((id) => typeof id === 'string') }
      : {}),
    ...nested(raw, 'thread_metadata', (thread) =>
      scalars(thread, ['archived', 'locked', 'auto_archive_duration', 'create_timestamp']),
    ),
  };
}
