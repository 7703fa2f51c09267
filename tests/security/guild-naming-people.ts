import { SimulatedGuild, type SimulatedRequest } from '@annals/plugin-discord/simulator';
import fc from 'fast-check';
import {
  channelFields,
  type Payload,
  payload,
  people,
  threadFields,
} from './payloads-naming-people.ts';

const CHANNELS = 6;
/** What no page may hide: ids, places and times are the guild's own. */
const KEPT = ['id', 'channel_id', 'timestamp', 'message_reference'] as const;

/** A guild that names its people wherever a payload can; the same for the same seed. */
export class GuildNamingPeople {
  readonly guild: SimulatedGuild = new SimulatedGuild({
    name: 'Outspoken',
    startMs: Date.now() - 72 * 60 * 60 * 1000,
  });
  readonly #messages = new Map<string, Payload>();
  readonly #channels = new Map<string, Payload>();

  constructor(seed: number, messages: number) {
    const { guild } = this;
    for (const { id, username, ...rest } of people) guild.addUser(username, { id, ...rest });
    const rooms = this.#addRooms(seed);
    const payloads = fc.sample(payload, { seed, numRuns: messages });
    for (const [index, fields] of payloads.entries()) {
      const [channelId, authorId] = [itemOf(rooms, index), itemOf(people, index).id];
      const messageId = guild.post(channelId, { authorId, content: 'Rewritten' });
      this.#messages.set(messageId, fields);
      if (index % 20 === 0) {
        const emoji = { id: null, name: '👍' };
        guild.react(channelId, messageId, emoji, [authorId], { burst: index % 40 === 0 });
      }
    }
    guild.archiveThread(rooms.at(-1) ?? '');
  }

  /** What was made up of a message, for whoever looks for what let it through. */
  payloadsIn(row: string): Payload[] {
    return [...this.#messages].filter(([id]) => row.includes(id)).map(([, fields]) => fields);
  }

  /** For the simulator: every answer, refusals too, with people in it. */
  readonly rewrite = (request: SimulatedRequest, body: unknown): unknown => {
    if (Array.isArray(body)) return body.map((item) => this.#rewritten(item));
    const object = asPayload(body);
    if (object === null) return body;
    const [someone] = people;
    if ('code' in object) {
      return { ...object, message: `No <@${someone?.id}> at ${request.path}?${someone?.id}` };
    }
    if (!Array.isArray(object.threads)) return this.#rewritten(object);
    return {
      ...object,
      threads: object.threads.map((thread) => this.#rewritten(thread)),
      members: people.map(({ id }) => ({ id: '1', user_id: id })),
    };
  };

  #addRooms(seed: number): string[] {
    const { guild } = this;
    const rooms = Array.from({ length: CHANNELS }, (_, index) =>
      guild.addChannel({ name: `channel ${index}` }),
    );
    const threads = rooms.map((parentId) =>
      guild.openThread({ parentId, name: 'thread', ownerId: itemOf(people, 0).id }),
    );
    const fields = fc.sample(channelFields, { seed, numRuns: rooms.length });
    for (const [index, id] of rooms.entries()) this.#channels.set(id, itemOf(fields, index));
    const ofThreads = fc.sample(threadFields, { seed, numRuns: threads.length });
    for (const [index, id] of threads.entries()) this.#channels.set(id, itemOf(ofThreads, index));
    return [...rooms, ...threads];
  }

  #rewritten(item: unknown): unknown {
    const object = asPayload(item);
    if (object === null || typeof object.id !== 'string') return item;
    const message = this.#messages.get(object.id);
    if (message !== undefined) return { ...object, ...message, ...kept(object) };
    if (object.id === this.guild.id) return { ...object, emojis: people.map((user) => ({ user })) };
    const { memberOverwrite, ...fields } = this.#channels.get(object.id) ?? {};
    const overwrites = Array.isArray(object.permission_overwrites)
      ? {
          permission_overwrites: [...object.permission_overwrites, memberOverwrite].filter(Boolean),
        }
      : {};
    return { ...object, ...fields, ...overwrites };
  }
}

/** Without reactions of its own, those of the payload stand: nobody can be asked about them. */
function kept(object: Payload): Payload {
  const own = 'reactions' in object ? { reactions: object.reactions } : {};
  const fixed = KEPT.filter((key) => key in object).map((key) => [key, object[key]]);
  return { ...Object.fromEntries(fixed), ...own };
}

function asPayload(value: unknown): Payload | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Payload)
    : null;
}

function itemOf<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is nothing to choose from.');
  return item;
}
