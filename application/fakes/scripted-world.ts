import type {
  ChannelId,
  ChannelType,
  Emoji,
  JsonObject,
  MessageId,
  PlatformId,
  PlatformUserId,
} from '@annals/domain';
import type { ReactionKind } from '../ports/platform-capabilities.ts';
import {
  type NewMessage,
  type ScriptedChannel,
  type ScriptedMessage,
  scriptedEmoji,
  scriptedMessage,
} from './scripted-entities.ts';
import { ScriptedHistory } from './scripted-history.ts';
import { ScriptedIds, scriptedOrder } from './scripted-ids.ts';

export interface ScriptedWorldOptions {
  readonly communityId?: string;
  readonly communityName?: string;
  /** Without it the world has a time of its own: a second goes by with everything that happens. */
  readonly now?: () => Date;
}

export interface NewChannel {
  readonly name?: string;
  readonly type?: ChannelType;
  readonly parentId?: ChannelId | null;
  readonly topic?: string | null;
  readonly ownerId?: PlatformUserId | null;
  readonly metadata?: JsonObject;
  readonly hidden?: boolean;
}

/** A community in memory, and everything that can happen in it. */
export class ScriptedWorld {
  readonly communityId: PlatformId;
  readonly communityName: string;
  protected readonly channels: Map<ChannelId, ScriptedChannel> = new Map();
  protected isContentWithheld = false;
  readonly #ids = new ScriptedIds();
  readonly #now: () => Date;

  constructor(options: ScriptedWorldOptions = {}) {
    let seconds = 0;
    this.#now = options.now ?? (() => new Date(Date.UTC(2024, 0, 1) + 1000 * seconds++));
    this.communityId = (options.communityId ?? '300000000000000000') as PlatformId;
    this.communityName = options.communityName ?? 'Scripted community';
  }

  addChannel(channel: NewChannel = {}): ChannelId {
    const id = this.#ids.next(this.#now()) as ChannelId;
    this.channels.set(id, {
      id,
      name: channel.name ?? `channel-${this.channels.size + 1}`,
      type: channel.type ?? 'text',
      parentId: channel.parentId ?? null,
      topic: channel.topic ?? null,
      ownerId: channel.ownerId ?? null,
      metadata: channel.metadata ?? {},
      hidden: channel.hidden ?? false,
      archivedAt: null,
      newestMessageId: null,
      messages: new ScriptedHistory(),
    });
    return id;
  }

  addThread(parentId: ChannelId, thread: Omit<NewChannel, 'type' | 'parentId'> = {}): ChannelId {
    this.channel(parentId);
    return this.addChannel({ ...thread, type: 'thread', parentId });
  }

  /** Deletes a channel or thread with its messages, and a channel's threads with it. */
  removeChannel(id: ChannelId): void {
    this.channels.delete(id);
    for (const child of this.channels.values()) {
      if (child.type === 'thread' && child.parentId === id) this.channels.delete(child.id);
    }
  }

  renameChannel(id: ChannelId, name: string): void {
    this.channel(id).name = name;
  }

  hideChannel(id: ChannelId): void {
    this.channel(id).hidden = true;
  }

  showChannel(id: ChannelId): void {
    this.channel(id).hidden = false;
  }

  archiveThread(id: ChannelId, at: Date = this.#now()): void {
    this.channel(id).archivedAt = at;
  }

  reviveThread(id: ChannelId): void {
    this.channel(id).archivedAt = null;
  }

  post(channelId: ChannelId, message: NewMessage = {}): MessageId {
    const channel = this.channel(channelId);
    const createdAt = message.at ?? this.#now();
    const id = this.#ids.next(createdAt) as MessageId;
    channel.messages.add(
      scriptedMessage(id, createdAt, message, {
        number: channel.messages.size + 1,
        answered: message.replyTo === undefined ? undefined : channel.messages.get(message.replyTo),
        nextId: () => this.#ids.next(createdAt),
      }),
    );
    const { newestMessageId: newest } = channel;
    if (newest === null || scriptedOrder.compare(id, newest) > 0) channel.newestMessageId = id;
    return id;
  }

  edit(channelId: ChannelId, messageId: MessageId, text: string, at: Date = this.#now()): void {
    const message = this.message(channelId, messageId);
    message.content = text;
    message.editedAt = at;
  }

  deleteMessage(channelId: ChannelId, messageId: MessageId): void {
    this.channel(channelId).messages.delete(messageId);
  }

  react(
    channelId: ChannelId,
    messageId: MessageId,
    emoji: string | Emoji,
    user: PlatformUserId,
    kind: ReactionKind = 'normal',
  ): void {
    const { emojiType, emojiValue } = scriptedEmoji(emoji);
    const { reactions } = this.message(channelId, messageId);
    let reaction = reactions.find((known) => known.emojiValue === emojiValue);
    if (reaction === undefined) {
      reaction = { emojiType, emojiValue, users: { normal: new Set(), burst: new Set() } };
      reactions.push(reaction);
    }
    reaction.users[kind].add(user);
  }

  unreact(
    channelId: ChannelId,
    messageId: MessageId,
    emoji: string | Emoji,
    user: PlatformUserId,
    kind: ReactionKind = 'normal',
  ): void {
    const { emojiValue } = scriptedEmoji(emoji);
    const { reactions } = this.message(channelId, messageId);
    const index = reactions.findIndex((known) => known.emojiValue === emojiValue);
    const users = reactions[index]?.users;
    users?.[kind].delete(user);
    if (users?.normal.size === 0 && users.burst.size === 0) reactions.splice(index, 1);
  }

  protected channel(id: ChannelId): ScriptedChannel {
    const channel = this.channels.get(id);
    if (channel === undefined)
      throw new Error(`The script names channel ${id}, which is not there`);
    return channel;
  }

  /** From now on what people write does not come with their messages, or comes again. */
  withholdContent(isWithheld = true): void {
    this.isContentWithheld = isWithheld;
  }

  protected message(channelId: ChannelId, messageId: MessageId): ScriptedMessage {
    const message = this.channel(channelId).messages.get(messageId);
    if (message === undefined) {
      throw new Error(`The script names message ${messageId}, which is not there`);
    }
    return message;
  }
}
