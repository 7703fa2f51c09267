import { z } from 'zod';
import type { ChannelId, MessageId, TenantId, UserHash } from './ids.ts';

/** `standard`: a Unicode character or sequence. `custom`: the community's own, as `name:id`. */
const emojiTypes = ['standard', 'custom'] as const;
export type EmojiType = (typeof emojiTypes)[number];

export interface Emoji {
  readonly emojiType: EmojiType;
  /** The character itself, or `name:id`. */
  readonly emojiValue: string;
}

/** How often one emoji stands on a message. The two kinds are disjoint; their sum is shown. */
export interface ReactionCount extends Emoji {
  readonly normal: number;
  /** Super (burst) reactions; 0 on platforms that have none. */
  readonly burst: number;
}

export const reactionCountSchema: z.ZodType<ReactionCount> = z.object({
  emojiType: z.enum(emojiTypes),
  emojiValue: z.string().min(1),
  normal: z.int().nonnegative(),
  burst: z.int().nonnegative(),
});

/** One person's reaction with one emoji. A person who reacted in both kinds is one row. */
export interface MessageEmojiReaction extends Emoji {
  readonly tenantId: TenantId;
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  readonly userHash: UserHash;
}
