import { ChannelType, MessageType } from 'discord-api-types/v10';
import { archiveThread } from './archive-times.ts';
import type { ChannelPlan } from './build-channels.ts';
import type { Scene } from './cast.ts';
import { holdsPosts } from './guild-contents.ts';
import { deletedLast } from './happenings.ts';
import { sentence } from './sample-texts.ts';
import type { Talk } from './talk.ts';
import { type Beat, conversations, type Span, split } from './timeline.ts';

/** Discord lets a guild have about a thousand active threads. */
const MOST_ACTIVE = 700;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ThreadsWanted {
  readonly threads: number;
  /** Messages in public threads, what opens them left out. */
  readonly messages: number;
}

interface ThreadPlan {
  readonly parentId: string;
  readonly isPrivate: boolean;
  readonly messages: number;
}

/** The lives of all threads: the public ones asked for, some private and hidden ones besides. */
export function threadBeats(
  talk: Talk,
  channels: readonly ChannelPlan[],
  wanted: ThreadsWanted,
  span: Span,
): Beat[] {
  const { scene } = talk;
  const plans = threadPlans(scene, channels, wanted);
  const stayActive = Math.min(0.08, MOST_ACTIVE / (plans.length + 1));
  return plans.flatMap((plan) => lifeOf(talk, plan, span, scene.random.chance(stayActive)));
}

function threadPlans(
  { random }: Scene,
  channels: readonly ChannelPlan[],
  { threads, messages }: ThreadsWanted,
): ThreadPlan[] {
  if (threads === 0) return [];
  const parents = channels.filter(({ isPublic, threadWeight }) => isPublic && threadWeight > 0);
  const perParent = split(
    threads,
    parents.map(({ threadWeight }) => threadWeight),
  );
  const parentIds = parents.flatMap(({ id }, index) =>
    Array<string>(perParent[index] ?? 0).fill(id),
  );
  const sizes = split(
    messages,
    parentIds.map(() => 0.1 + random.next() ** 3),
  );
  const plans = parentIds.map((parentId, index) => ({
    parentId,
    isPrivate: false,
    messages: sizes[index] ?? 0,
  }));
  const hidden = channels.filter(({ isPublic, threadWeight }) => !isPublic && threadWeight > 0);
  const extra = Math.ceil(threads / 100);
  return [
    ...plans,
    ...hidden.flatMap(({ id }) => several(extra, { parentId: id, isPrivate: false, messages: 3 })),
    ...several(extra * 3, { parentId: textChannel(channels), isPrivate: true, messages: 4 }),
  ];
}

function lifeOf(talk: Talk, plan: ThreadPlan, span: Span, staysActive: boolean): Beat[] {
  const { scene } = talk;
  const { guild, random } = scene;
  const openedMs = random.between(span.fromMs, span.toMs - HOUR_MS);
  const lastMs = Math.min(openedMs + random.between(HOUR_MS, 9 * DAY_MS), span.toMs);
  let threadId = '';
  const open = () => {
    threadId = openThread(scene, plan);
  };
  const talking = { fromMs: openedMs + 1000, toMs: lastMs };
  const beats: Beat[] = [
    { atMs: openedMs, play: open },
    ...conversations(random, plan.messages, talking, () => talk.speak(threadId)),
  ];
  if (random.chance(0.1)) beats.push({ atMs: lastMs, play: () => deletedLast(scene, threadId) });
  const archivedMs = lastMs + random.between(HOUR_MS, 7 * DAY_MS);
  if (staysActive || archivedMs >= span.toMs) return beats;
  const archive = () => archiveThread(guild, random, threadId);
  return [
    ...beats,
    { atMs: archivedMs, play: archive },
    ...revival(talk, () => threadId, archivedMs, span),
  ];
}

/** Now and then somebody finds an archived thread and writes in it, which opens it again. */
function revival(talk: Talk, threadId: () => string, archivedMs: number, span: Span): Beat[] {
  const { guild, random } = talk.scene;
  const revivedMs = archivedMs + random.between(DAY_MS, 90 * DAY_MS);
  const archivedAgainMs = revivedMs + random.between(HOUR_MS, 7 * DAY_MS);
  if (random.chance(0.9) || archivedAgainMs >= span.toMs) return [];
  return [
    { atMs: revivedMs, play: () => talk.speak(threadId()) },
    { atMs: archivedAgainMs, play: () => archiveThread(guild, random, threadId()) },
  ];
}

function openThread(scene: Scene, { parentId, isPrivate }: ThreadPlan): string {
  const { guild, random, people } = scene;
  const ownerId = random.pick(people);
  const fields = { parentId, name: threadName(scene, ownerId), ownerId };
  if (isPrivate) return guild.openThread({ ...fields, isPrivate });
  const parent = guild.channel(parentId);
  if (holdsPosts(parent)) return openPost(scene, fields);
  if (parent.type === ChannelType.GuildAnnouncement || random.chance(0.6)) {
    return openFromMessage(scene, fields);
  }
  const threadId = guild.openThread(fields);
  guild.post(parentId, {
    authorId: ownerId,
    content: fields.name,
    type: MessageType.ThreadCreated,
    extra: { message_reference: { channel_id: threadId, guild_id: guild.id } },
  });
  return threadId;
}

interface NamedThread {
  readonly parentId: string;
  readonly name: string;
  readonly ownerId: string;
}

function openPost({ guild, random }: Scene, fields: NamedThread): string {
  const starter = { authorId: fields.ownerId, content: `${fields.name}?` };
  const { tags } = guild.channel(fields.parentId);
  // None to all of them, by the name: a throw of the dice would change what happens afterwards.
  const tagIds = tags.slice(fields.name.length % (tags.length + 1)).map(({ id }) => id);
  const threadId = guild.openThread({ ...fields, starter, tagIds });
  if (random.chance(0.1)) guild.deleteMessage(threadId, threadId);
  return threadId;
}

function openFromMessage({ guild, random, people }: Scene, fields: NamedThread): string {
  const { parentId, name } = fields;
  const fromMessageId = guild.post(parentId, { authorId: random.pick(people), content: name });
  guild.openThread({ ...fields, fromMessageId });
  if (random.chance(0.15)) guild.deleteMessage(parentId, fromMessageId);
  return fromMessageId;
}

function textChannel(channels: readonly ChannelPlan[]): string {
  const [first] = channels;
  if (first === undefined) throw new RangeError('A private thread needs a text channel.');
  return first.id;
}

function several<T>(count: number, item: T): T[] {
  return Array<T>(count).fill(item);
}

function threadName({ random }: Scene, ownerId: string): string {
  if (random.chance(0.05)) return `Ticket of ${ownerId}`;
  return sentence(random).replace('\n', ' ');
}
