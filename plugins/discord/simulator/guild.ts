import {
  type APIMessage,
  type APIMessageReference,
  type APIUser,
  ChannelType,
  MessageFlags,
  MessageType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import {
  holdsPosts,
  type Overwrite,
  type SimulatedChannel,
  type SimulatedEmoji,
  type SimulatedMessage,
  sameEmoji,
  type ThreadState,
} from './guild-contents.ts';
import { apiTimestamp } from './iso-time.ts';
import { indexOfMessage } from './message-places.ts';
import type { NewChannel, NewGuild, NewMessage, NewThread } from './new-contents.ts';
import { userPayload } from './payloads/user.ts';
import { madeAt, Snowflakes } from './snowflakes.ts';

const everyoneMay =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.Connect;

/** A guild as Discord holds it, and everything that can happen in it. Knows nothing of HTTP. */
export class SimulatedGuild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly botId: string;
  everyonePermissions: bigint = everyoneMay;
  /** Of the bot's own role; 0 gives it nothing beyond @everyone. */
  botPermissions: bigint = 0n;
  readonly botRoleId: string;
  /** Everybody who ever did anything here, webhooks left out; by id. */
  readonly users: Map<string, APIUser> = new Map<string, APIUser>();
  readonly webhooks: Map<string, APIUser> = new Map<string, APIUser>();
  /** Threads included, by id, in the order they were made. */
  readonly channels: Map<string, SimulatedChannel> = new Map<string, SimulatedChannel>();
  readonly #snowflakes = new Snowflakes();
  #nowMs: number;

  constructor({ name, startMs, bot }: NewGuild) {
    this.#nowMs = startMs;
    this.name = name;
    this.id = this.newId();
    this.botRoleId = this.newId();
    this.ownerId = this.addUser('owner');
    if (bot !== undefined) this.users.set(bot.id, bot);
    this.botId = bot?.id ?? this.addUser('annals', { bot: true });
  }

  /** Unix milliseconds, in the guild's own time: it only moves when told, or by 1 ms an event. */
  get nowMs(): number {
    return this.#nowMs;
  }

  advanceTo(ms: number): void {
    if (ms < this.#nowMs) throw new RangeError('A guild does not go back in time.');
    this.#nowMs = ms;
  }

  advance(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  /** Ids of all people, webhooks and bots: nothing of these may be stored in the clear. */
  everyUserId(): string[] {
    return [...this.users.keys(), ...this.webhooks.keys()];
  }

  channel(id: string): SimulatedChannel {
    const channel = this.channels.get(id);
    if (channel === undefined) throw new RangeError(`No channel ${id} in this guild.`);
    return channel;
  }

  /** Undefined when the message, or its channel, is gone. */
  findMessage(channelId: string, messageId: string): SimulatedMessage | undefined {
    const messages = this.channels.get(channelId)?.messages ?? [];
    return messages[indexOfMessage(messages, messageId)];
  }

  message(channelId: string, messageId: string): SimulatedMessage {
    const found = this.findMessage(channelId, messageId);
    if (found === undefined) throw new RangeError(`No message ${messageId} in ${channelId}.`);
    return found;
  }

  /** With an `id` of its own for an account that is older than the guild. */
  addUser(username: string, fields: Partial<APIUser> = {}): string {
    const id = fields.id ?? this.newId();
    this.users.set(id, userPayload(id, username, fields));
    return id;
  }

  user(id: string): APIUser {
    return this.#author(id, false);
  }

  addWebhook(name: string): string {
    const id = this.newId();
    this.webhooks.set(id, userPayload(id, name, { bot: true }));
    return id;
  }

  addChannel(fields: NewChannel): string {
    return this.#addChannel(this.newId(), fields, null);
  }

  /** Made from a message, of a forum's first post, or of nothing. */
  openThread(fields: NewThread): string {
    const { parentId, name, ownerId, fromMessageId, starter, tagIds = [] } = fields;
    const parent = this.channel(parentId);
    const id = fromMessageId ?? this.newId();
    const thread = { archived: false, archiveTimestamp: this.timestamp(), ownerId };
    this.#addChannel(id, { name, parentId, type: threadType(parent, fields) }, thread);
    this.channel(id).appliedTagIds = tagIds;
    if (starter !== undefined) this.#post(this.channel(id), id, starter);
    if (fromMessageId !== undefined) {
      const source = this.message(parentId, fromMessageId).payload;
      source.flags = (source.flags ?? 0) | MessageFlags.HasThread;
      const reference = {
        type: 0,
        message_id: fromMessageId,
        channel_id: parentId,
        guild_id: this.id,
      };
      const extra = { message_reference: reference };
      this.post(id, { authorId: ownerId, type: MessageType.ThreadStarterMessage, extra });
    }
    if (holdsPosts(parent)) parent.lastMessageId = id;
    return id;
  }

  /** A new message at the guild's present time; a post to an archived thread revives it. */
  post(channelId: string, fields: NewMessage): string {
    const channel = this.channel(channelId);
    if (channel.thread?.archived === true) this.reviveThread(channelId);
    return this.#post(channel, this.newId(), fields);
  }

  edit(channelId: string, messageId: string, changes: Partial<APIMessage>): void {
    this.#nowMs += 1;
    const message = this.message(channelId, messageId);
    message.payload = { ...message.payload, edited_timestamp: this.timestamp(), ...changes };
  }

  /** `lastMessageId` goes on naming it, as on Discord. */
  deleteMessage(channelId: string, messageId: string): void {
    const { messages } = this.channel(channelId);
    const index = indexOfMessage(messages, messageId);
    if (index !== -1) messages.splice(index, 1);
  }

  react(
    channelId: string,
    messageId: string,
    emoji: SimulatedEmoji,
    userIds: readonly string[],
    options: { readonly burst?: boolean; readonly unlistable?: boolean } = {},
  ): void {
    const { reactions } = this.message(channelId, messageId);
    let reaction = reactions.find((other) => sameEmoji(other.emoji, emoji));
    if (reaction === undefined) {
      const unlistable = options.unlistable ?? false;
      reaction = { emoji, normal: new Set(), burst: new Set(), unlistable };
      reactions.push(reaction);
    }
    for (const id of userIds) reaction[options.burst === true ? 'burst' : 'normal'].add(id);
  }

  /** Takes the users' reactions of both kinds away; one without users is gone. */
  unreact(
    channelId: string,
    messageId: string,
    emoji: SimulatedEmoji,
    userIds: readonly string[],
  ): void {
    const { reactions } = this.message(channelId, messageId);
    const index = reactions.findIndex((other) => sameEmoji(other.emoji, emoji));
    const reaction = reactions[index];
    if (reaction === undefined) return;
    for (const id of userIds) {
      reaction.normal.delete(id);
      reaction.burst.delete(id);
    }
    if (reaction.normal.size + reaction.burst.size === 0) reactions.splice(index, 1);
  }

  archiveThread(threadId: string): void {
    this.#setArchived(threadId, true);
  }

  reviveThread(threadId: string): void {
    this.#setArchived(threadId, false);
  }

  /** Hides a channel, and so its threads, from @everyone and from the bot. */
  hideChannel(channelId: string): void {
    const deny = PermissionFlagsBits.ViewChannel;
    this.#setEveryoneOverwrite(channelId, { id: this.id, type: 0, allow: 0n, deny });
  }

  /** Takes the @everyone overwrite away. */
  showChannel(channelId: string): void {
    this.#setEveryoneOverwrite(channelId, null);
  }

  /** With its threads. */
  removeChannel(channelId: string): void {
    for (const { id, parentId } of [...this.channels.values()]) {
      if (parentId === channelId) this.channels.delete(id);
    }
    this.channels.delete(channelId);
  }

  /** The guild's present time as the API writes it: microseconds and `+00:00`. */
  timestamp(): string {
    return apiTimestamp(this.#nowMs);
  }

  #setArchived(threadId: string, archived: boolean): void {
    const { thread } = this.channel(threadId);
    if (thread === null) throw new RangeError(`${threadId} is no thread.`);
    this.#nowMs += 1;
    thread.archived = archived;
    thread.archiveTimestamp = this.timestamp();
  }

  #setEveryoneOverwrite(channelId: string, overwrite: Overwrite | null): void {
    const channel = this.channel(channelId);
    const others = channel.overwrites.filter(({ id }) => id !== this.id);
    channel.overwrites = overwrite === null ? others : [...others, overwrite];
  }

  /** An id made now, for whatever has one: an attachment, a role, an emoji. */
  newId(): string {
    this.#nowMs += 1;
    return this.#snowflakes.next(this.#nowMs);
  }

  #addChannel(id: string, fields: NewChannel, thread: ThreadState | null): string {
    this.channels.set(id, {
      id,
      type: fields.type ?? ChannelType.GuildText,
      name: fields.name,
      topic: fields.topic ?? null,
      parentId: fields.parentId ?? null,
      overwrites: [...(fields.overwrites ?? [])],
      tags: fields.tags ?? [],
      defaultReaction: fields.defaultReaction ?? null,
      appliedTagIds: [],
      thread,
      messages: [],
      lastMessageId: null,
      totalMessagesSent: 0,
    });
    return id;
  }

  #post(channel: SimulatedChannel, id: string, fields: NewMessage): string {
    const { authorId, webhook = false, replyToId, mentionIds = [] } = fields;
    const payload: APIMessage = {
      id,
      channel_id: channel.id,
      author: this.#author(authorId, webhook),
      content: fields.content ?? '',
      timestamp: apiTimestamp(madeAt(id)),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: mentionIds.map((mentioned) => this.user(mentioned)),
      mention_roles: [],
      attachments: [...(fields.attachments ?? [])],
      embeds: [...(fields.embeds ?? [])],
      components: [],
      pinned: false,
      type: fields.type ?? (replyToId === undefined ? MessageType.Default : MessageType.Reply),
      flags: 0 as MessageFlags,
      ...(webhook ? { webhook_id: authorId } : {}),
      ...(replyToId === undefined
        ? {}
        : { message_reference: this.#reference(channel, replyToId) }),
      ...fields.extra,
    };
    channel.messages.push({ payload, reactions: [] });
    channel.lastMessageId = id;
    channel.totalMessagesSent += 1;
    return id;
  }

  #reference(channel: SimulatedChannel, messageId: string): APIMessageReference {
    return { type: 0, message_id: messageId, channel_id: channel.id, guild_id: this.id };
  }

  #author(id: string, webhook: boolean): APIUser {
    const author = (webhook ? this.webhooks : this.users).get(id);
    if (author === undefined) throw new RangeError(`Nobody in this guild has the id ${id}.`);
    return author;
  }
}

function threadType(parent: SimulatedChannel, { isPrivate = false }: NewThread): ChannelType {
  if (isPrivate) return ChannelType.PrivateThread;
  return parent.type === ChannelType.GuildAnnouncement
    ? ChannelType.AnnouncementThread
    : ChannelType.PublicThread;
}
