import type { ChannelId, MessageId, PlatformId, PlatformUserId } from '@annals/domain';
import { scriptedPerson } from '../../fakes/scripted-ids.ts';
import type { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type {
  PlatformHarness,
  PlatformOffer,
  PlatformWorld,
  ServedPlatform,
  WorldMessage,
} from './platform-harness.ts';

const DAY_MS = 86_400_000;
/** Later than everything that happens in the world by itself. */
const TODAY = Date.UTC(2024, 6, 1);

/** Plays a world into platforms in memory. */
export function scriptedHarness(
  make: () => ScriptedPlatform,
  offers: readonly PlatformOffer[] = [
    'archivedThreads',
    'reactionUsers',
    'burstReactions',
    'messageLookup',
    'contentGrant',
    'diagnosis',
  ],
): PlatformHarness {
  return { offers, serve: async (world) => new Playing(make()).play(world) };
}

class Playing {
  readonly #platform: ScriptedPlatform;
  readonly #channels = new Map<string, ChannelId>();
  readonly #messages = new Map<string, MessageId>();
  readonly #people = new Map<string, PlatformUserId>();

  constructor(platform: ScriptedPlatform) {
    this.#platform = platform;
  }

  play(world: PlatformWorld): ServedPlatform {
    const platform = this.#platform;
    for (const { key, type, name, public: isPublic, messages } of world.channels) {
      this.#channels.set(key, platform.addChannel({ type, name, hidden: !isPublic }));
      this.#post(key, messages);
    }
    for (const { key, parent, messages } of world.threads) {
      this.#channels.set(key, platform.addThread(this.#channel(parent), { name: key }));
      this.#post(key, messages);
    }
    const archived = world.threads.filter((thread) => thread.archived).reverse();
    for (const [index, { key }] of archived.entries()) {
      platform.archiveThread(this.#channel(key), new Date(TODAY - (index + 1) * DAY_MS));
    }
    return {
      adapter: platform,
      communityId: platform.communityId,
      communityName: platform.communityName,
      absentCommunityId: `${platform.communityId}0` as PlatformId,
      ids: { channels: this.#channels, messages: this.#messages, people: this.#people },
      answered: platform.traffic.answered,
      mention: (person) => `<@${person}>`,
      fault: (fault) => platform.failWith(fault),
      withholdContent: (isWithheld) => platform.withholdContent(isWithheld),
      archiveThread: (key) => platform.archiveThread(this.#channel(key), new Date(TODAY)),
      close: () => platform[Symbol.asyncDispose](),
    };
  }

  #post(channel: string, messages: readonly WorldMessage[]): void {
    const platform = this.#platform;
    const channelId = this.#channel(channel);
    for (const { key, author, text, replyTo, ...message } of messages) {
      const { reactions = [], attachments = [] } = message;
      const answered = replyTo === undefined ? undefined : this.#messages.get(replyTo);
      const id = platform.post(channelId, {
        text,
        author: this.#person(author),
        attachments,
        ...(answered === undefined ? {} : { replyTo: answered }),
        ...(message.unreadable === true && {
          unreadable: 'author: expected string, received number',
        }),
      });
      this.#messages.set(key, id);
      if (message.edited === true) platform.edit(channelId, id, text);
      for (const { emoji, ...users } of reactions) {
        for (const kind of ['normal', 'burst'] as const) {
          for (const user of users[kind]) {
            platform.react(channelId, id, emoji, this.#person(user), kind);
          }
        }
      }
    }
    for (const { key, deleted } of messages) {
      const id = this.#messages.get(key);
      if (deleted === true && id !== undefined) platform.deleteMessage(channelId, id);
    }
  }

  #channel(key: string): ChannelId {
    const id = this.#channels.get(key);
    if (id === undefined) throw new Error(`The world has no channel ${key}`);
    return id;
  }

  #person(key: string): PlatformUserId {
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    const id = scriptedPerson(this.#people.size + 1);
    this.#people.set(key, id);
    return id;
  }
}
