import type { MessageEmojiReactionRepository, MessageReactors } from '@annals/application';
import type { ChannelId, MessageEmojiReaction, MessageId, TenantId } from '@annals/domain';
import { KyselyRepository } from './kysely-repository.ts';
import { replaceReactions } from './statements/replace-reactions.ts';

export class KyselyMessageEmojiReactionRepository
  extends KyselyRepository
  implements MessageEmojiReactionRepository
{
  replace(tenantId: TenantId, messages: readonly MessageReactors[]): Promise<number> {
    return replaceReactions(this.db, tenantId, messages);
  }

  async listOf(
    tenantId: TenantId,
    channelId: ChannelId,
    messageId: MessageId,
  ): Promise<MessageEmojiReaction[]> {
    return await this.db
      .selectFrom('message_emoji_reactions')
      .select([
        'tenant_id as tenantId',
        'channel_id as channelId',
        'message_id as messageId',
        'emoji_type as emojiType',
        'emoji_value as emojiValue',
        'user_hash as userHash',
      ])
      .where('tenant_id', '=', tenantId)
      .where('channel_id', '=', channelId)
      .where('message_id', '=', messageId)
      .orderBy('emoji_type')
      .orderBy('emoji_value')
      .orderBy('user_hash')
      .execute();
  }
}
