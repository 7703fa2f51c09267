import { ChannelType, MessageType } from 'discord-api-types/v10';
import type { ChannelPlan } from './build-channels.ts';
import type { Scene } from './cast.ts';
import { speak } from './speak.ts';
import { type Beat, conversationTimes, type Span, split } from './timeline.ts';

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
  scene: Scene,
  channels: readonly ChannelPlan[],
  wanted: ThreadsWanted,
  span: Span,
): Beat[] {
  const plans = threadPlans(scene, channels, wanted);
  const stayActive = Math.min(0.08, MOST_ACTIVE / (plans.length + 1));
  return plans.flatMap((plan) => lifeOf(scene, plan, span, scene.random.chance(stayActive)));
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

function lifeOf(scene: Scene, plan: ThreadPlan, span: Span, staysActive: boolean): Beat[] {
  const { guild, random } = scene;
  const openedMs = random.between(span.fromMs, span.toMs - HOUR_MS);
  const lastMs = Math.min(openedMs + random.between(HOUR_MS, 9 * DAY_MS), span.toMs);
  const talk = { fromMs: openedMs + 1000, toMs: lastMs };
  let threadId = '';
  const open: Beat = { atMs: openedMs, play: () => (threadId = openThread(scene, plan)) };
  const beats = conversationTimes(random, plan.messages, talk).map((atMs) => ({
    atMs,
    play: () => speak(scene, threadId),
  }));
  const archivedMs = lastMs + random.between(HOUR_MS, 7 * DAY_MS);
  if (staysActive || archivedMs >= span.toMs) return [open, ...beats];
  return [open, ...beats, { atMs: archivedMs, play: () => guild.archiveThread(threadId) }];
}

function openThread(scene: Scene, { parentId, isPrivate }: ThreadPlan): string {
  const { guild, random, people } = scene;
  const ownerId = random.pick(people);
  const fields = { parentId, name: 'A thread', ownerId };
  if (isPrivate) return guild.openThread({ ...fields, isPrivate });
  const { type } = guild.channel(parentId);
  if (type === ChannelType.GuildForum || type === ChannelType.GuildMedia) {
    return openPost(scene, fields);
  }
  if (type === ChannelType.GuildAnnouncement || random.chance(0.6)) {
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
  const threadId = guild.openThread({ ...fields, starter });
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
