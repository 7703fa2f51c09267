import { type APIMessage, type APIReaction, MessageType } from 'discord-api-types/v10';
import type { SimulatedGuild } from '../guild.ts';
import { isThread, type SimulatedMessage, type SimulatedReaction } from '../guild-contents.ts';
import { withoutContent } from './content-intent.ts';
import type { LinkSigner } from './link-signer.ts';
import { threadPayload } from './thread.ts';

/** How one answer shows messages. */
export interface MessageView {
  readonly guild: SimulatedGuild;
  /** Whether it shows what people wrote. */
  readonly showsContent: boolean;
  readonly signer: LinkSigner;
}

/** The platform looks the message up that these refer to; for all others it leaves the key out. */
const LOOKED_UP: readonly MessageType[] = [
  MessageType.Reply,
  MessageType.ThreadStarterMessage,
  MessageType.ContextMenuCommand,
];

/** A message as the API gives it at this moment, with links signed anew. */
export function messagePayload(view: MessageView, message: SimulatedMessage): APIMessage {
  const payload = shown(view, message.payload);
  if (message.reactions.length > 0) {
    payload.reactions = message.reactions.map((reaction) => reactionPayload(view.guild, reaction));
  }
  const { message_reference: reference, type } = payload;
  if (reference?.message_id !== undefined && LOOKED_UP.includes(type)) {
    const referenced = view.guild.findMessage(reference.channel_id, reference.message_id);
    payload.referenced_message = referenced === undefined ? null : shown(view, referenced.payload);
  }
  return payload;
}

/** One level of a message: nothing that it refers to, and nobody's reactions. */
function shown({ guild, showsContent, signer }: MessageView, stored: APIMessage) {
  const { reactions: _, referenced_message: __, ...payload }: APIMessage = stored;
  const thread = guild.channels.get(payload.id);
  if (thread !== undefined && isThread(thread) && thread.parentId === payload.channel_id) {
    payload.thread = threadPayload(guild, thread);
  }
  const readable: APIMessage = showsContent ? payload : withoutContent(payload, guild.botId);
  return signer.signed(readable);
}

function reactionPayload(guild: SimulatedGuild, reaction: SimulatedReaction): APIReaction {
  const { emoji, normal, burst } = reaction;
  return {
    emoji,
    count: normal.size + burst.size,
    count_details: { normal: normal.size, burst: burst.size },
    burst_colors: burst.size === 0 ? [] : ['#e6c355', '#3d3a34'],
    me: normal.has(guild.botId),
    me_burst: burst.has(guild.botId),
  };
}
