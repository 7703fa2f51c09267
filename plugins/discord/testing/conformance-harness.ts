import type { PlatformErrorCode } from '@annals/application';
import type {
  PlatformHarness,
  PlatformMethod,
  PlatformWorld,
  ServedPlatform,
  WorldMessage,
} from '@annals/application/conformance';
import type { ChannelId, MessageId, PlatformId, PlatformUserId } from '@annals/domain';
import { ChannelType } from 'discord-api-types/v10';
import type { FaultAnswer } from '../simulator/faults.ts';
import { SimulatedGuild } from '../simulator/guild.ts';
import { serveGuild } from './served-guild.ts';

const DAY_MS = 86_400_000;

const channelTypes = {
  text: ChannelType.GuildText,
  announcement: ChannelType.GuildAnnouncement,
  voice: ChannelType.GuildVoice,
  stage: ChannelType.GuildStageVoice,
  forum: ChannelType.GuildForum,
  media: ChannelType.GuildMedia,
} as const;

/** Where each method asks first. */
const routes: Record<PlatformMethod, string> = {
  listChannels: 'GET /guilds/{guild}/channels',
  listActiveThreads: 'GET /guilds/{guild}/threads/active',
  listMessages: 'GET /channels/{channel}/messages',
  listArchivedThreads: 'GET /channels/{channel}/threads/archived/public',
  listReactionUsers: 'GET /channels/{channel}/messages/{message}/reactions/{emoji}',
  hasMessage: 'GET /channels/{channel}/messages/{message}',
  checkContentGrant: 'GET /applications/@me',
  serverTime: 'GET /users/@me',
  examineCommunity: 'GET /guilds/{guild}',
  measureHistory: 'GET /guilds/{guild}/threads/active',
};

const answers: Record<PlatformErrorCode, FaultAnswer> = {
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  gone: 'gone',
  rate_limited: 'rateLimited',
  unavailable: 'serverError',
  unsupported: 'unknownEmoji',
};

/** The plugin's adapter over the simulator, for the suite that every platform passes. */
export const discordHarness: PlatformHarness = {
  offers: [
    'archivedThreads',
    'reactionUsers',
    'burstReactions',
    'messageLookup',
    'contentGrant',
    'diagnosis',
  ],
  serve: (world) => serve(new Stage(world)),
};

async function serve(stage: Stage): Promise<ServedPlatform> {
  const { guild, ids } = stage;
  const served = await serveGuild(guild);
  const { adapter, simulator, answered } = served;
  return {
    adapter,
    communityId: guild.id as PlatformId,
    communityName: guild.name,
    absentCommunityId: `${BigInt(guild.id) + 1n}` as PlatformId,
    ids,
    answered,
    mention: (person) => `<@${person}>`,
    fault: ({ method, code, ...fault }) =>
      simulator.fail({ template: routes[method], answer: answers[code], ...fault }),
    withholdContent: (isWithheld) => simulator.setContentIntent(!isWithheld),
    archiveThread: (key) => guild.archiveThread(stage.channel(key)),
    close: async () => await served[Symbol.asyncDispose](),
  };
}

/** A world as a guild. */
class Stage {
  readonly guild: SimulatedGuild = new SimulatedGuild({
    name: 'Conformance',
    startMs: Date.UTC(2023, 0, 1),
  });
  readonly ids = {
    channels: new Map<string, ChannelId>(),
    messages: new Map<string, MessageId>(),
    people: new Map<string, PlatformUserId>(),
  };

  constructor({ channels, threads }: PlatformWorld) {
    const { guild } = this;
    for (const { key, type, name, public: isPublic, messages } of channels) {
      const id = guild.addChannel({ name, type: channelTypes[type] });
      if (!isPublic) guild.hideChannel(id);
      this.#enter(key, id, messages);
    }
    for (const { key, parent, messages } of threads) {
      const ownerId = this.#person('ada');
      const id = guild.openThread({ parentId: this.channel(parent), name: key, ownerId });
      this.#enter(key, id, messages);
    }
    for (const { key } of threads.filter(({ archived }) => archived)) {
      guild.archiveThread(this.channel(key));
      guild.advance(DAY_MS);
    }
  }

  channel(key: string): ChannelId {
    const id = this.ids.channels.get(key);
    if (id === undefined) throw new Error(`The world has no channel ${key}`);
    return id;
  }

  #enter(key: string, id: string, messages: readonly WorldMessage[]): void {
    this.ids.channels.set(key, id as ChannelId);
    for (const message of messages) this.#post(id, message);
    for (const { key: messageKey, deleted } of messages) {
      const messageId = this.ids.messages.get(messageKey);
      if (deleted === true && messageId !== undefined) this.guild.deleteMessage(id, messageId);
    }
  }

  #post(channelId: string, { key, author, text, replyTo, ...rest }: WorldMessage): void {
    const { guild } = this;
    const replyToId = replyTo === undefined ? undefined : this.ids.messages.get(replyTo);
    const id = guild.post(channelId, {
      authorId: this.#person(author),
      content: text,
      ...(replyToId === undefined ? {} : { replyToId }),
      attachments: (rest.attachments ?? []).map(({ filename, fileSize, contentType }) => {
        const attachmentId = guild.newId();
        const url = `https://cdn.discordapp.com/attachments/${channelId}/${attachmentId}/${filename}`;
        const sizes = { size: fileSize, content_type: contentType };
        return { id: attachmentId, filename, url, proxy_url: url, ...sizes };
      }),
    });
    this.ids.messages.set(key, id as MessageId);
    if (rest.edited === true) guild.edit(channelId, id, {});
    if (rest.unreadable === true) guild.edit(channelId, id, { timestamp: 'some day' });
    for (const { emoji, normal, burst } of rest.reactions ?? []) {
      const react = (people: readonly string[], isBurst: boolean) => {
        const userIds = people.map((person) => this.#person(person));
        guild.react(channelId, id, { id: null, name: emoji }, userIds, { burst: isBurst });
      };
      react(normal, false);
      react(burst, true);
    }
  }

  #person(key: string): PlatformUserId {
    const known = this.ids.people.get(key);
    if (known !== undefined) return known;
    const id = this.guild.addUser(key) as PlatformUserId;
    this.ids.people.set(key, id);
    return id;
  }
}
