import type {
  ChannelId,
  ChannelType,
  MessageId,
  PlatformChannel,
  PlatformUserId,
} from '@annals/domain';
import { channelMetadata } from '../metadata/channel.ts';
import type { ChannelPayload } from '../payloads.ts';

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
    platformMetadata: channelMetadata.read(payload.raw),
  };
}
