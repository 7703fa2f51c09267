import { ChannelType } from 'discord-api-types/v10';
import type { Scene } from './cast.ts';
import type { SimulatedChannel, SimulatedMessage } from './guild-contents.ts';
import { reactSomehow } from './sample-reactions.ts';
import { sentence } from './sample-texts.ts';
import { madeAt } from './snowflakes.ts';
import type { Talk } from './talk.ts';

/** A guild whose life goes on. */
export interface Living {
  readonly scene: Scene;
  readonly talk: Talk;
  /** Only messages this young are edited, deleted or reacted to, in milliseconds. */
  readonly reachMs: number;
  /** Channels that everyone could read until they were hidden, the longest hidden one first. */
  readonly hidden: HiddenChannel[];
  /** Up to when an archive has seen everything, in the guild's time. */
  readonly seenMs: number;
  /** Whether reactions were added to a message or taken away since an archive saw it. */
  readonly turns: Map<string, ReactionTurn>;
}

export interface HiddenChannel {
  readonly id: string;
  /** In the guild's time. */
  readonly sinceMs: number;
}

export type ReactionTurn = 'more' | 'fewer';

/** Something that happens in a channel or thread, or cannot happen there. */
export type LifeEvent = (life: Living, channel: SimulatedChannel) => void;

/** Only a small channel is given up. */
const SMALL = 200;

/** All that can happen, each as often as its share of the whole. */
export const lifeEvents: readonly (readonly [share: number, event: LifeEvent])[] = [
  [50, ({ talk }, { id }) => talk.speak(id)],
  [10, edit],
  [8, remove],
  [12, react],
  [6, unreact],
  [4, openThread],
  [2, openAndArchive],
  [2, removeStarter],
  [4, archive],
  [3, revive],
  [1, openChannel],
  [1, hide],
  [3, show],
  [1, removeChannel],
];

function edit(life: Living, channel: SimulatedChannel): void {
  const { guild, random } = life.scene;
  const content = `${sentence(random)} (edited)`;
  withYoung(life, channel, ({ payload }) => guild.edit(channel.id, payload.id, { content }));
}

function remove(life: Living, channel: SimulatedChannel): void {
  withYoung(life, channel, ({ payload }) => {
    life.scene.guild.deleteMessage(channel.id, payload.id);
  });
}

function react(life: Living, channel: SimulatedChannel): void {
  withYoung(life, channel, ({ payload }) => {
    if (mayTurn(life, payload.id, 'more')) reactSomehow(life.scene, channel.id, payload.id);
  });
}

function unreact(life: Living, channel: SimulatedChannel): void {
  const { guild } = life.scene;
  withYoung(life, channel, ({ payload, reactions: [reaction] }) => {
    if (reaction === undefined || !mayTurn(life, payload.id, 'fewer')) return;
    const [someone = ''] = reaction.normal.union(reaction.burst);
    guild.unreact(channel.id, payload.id, reaction.emoji, [someone]);
  });
}

/**
 * Where one reaction takes the place of another the counts stay, and no archive could tell: until
 * one has looked, a message's reactions become more or fewer, not both.
 */
function mayTurn({ turns }: Living, messageId: string, turn: ReactionTurn): boolean {
  if ((turns.get(messageId) ?? turn) !== turn) return false;
  turns.set(messageId, turn);
  return true;
}

/** Before anybody who looks by the hour has seen it open. */
function openAndArchive({ scene }: Living, { id: parentId, type }: SimulatedChannel): void {
  const { guild, random, people } = scene;
  if (type !== ChannelType.GuildText) return;
  const ownerId = random.pick(people);
  const threadId = guild.openThread({ parentId, name: 'A short thread', ownerId });
  guild.post(threadId, { authorId: ownerId, content: sentence(random) });
  guild.archiveThread(threadId);
}

/** The message that a thread was made from is deleted; the thread stays. */
function removeStarter({ scene: { guild }, reachMs }: Living, { id, parentId }: SimulatedChannel) {
  if (parentId === null || guild.findMessage(parentId, id) === undefined) return;
  if (guild.nowMs - madeAt(id) <= reachMs) guild.deleteMessage(parentId, id);
}

function openThread({ scene }: Living, channel: SimulatedChannel): void {
  const { guild, random, people } = scene;
  if (channel.type !== ChannelType.GuildText) return;
  const ownerId = random.pick(people);
  const fromMessageId = guild.post(channel.id, { authorId: ownerId, content: sentence(random) });
  guild.openThread({ parentId: channel.id, name: 'One more thread', ownerId, fromMessageId });
}

function archive({ scene: { guild } }: Living, { id, thread }: SimulatedChannel): void {
  if (thread?.archived === false) guild.archiveThread(id);
}

function revive({ scene: { guild } }: Living, { id, thread }: SimulatedChannel): void {
  if (thread?.archived === true) guild.reviveThread(id);
}

function openChannel({ scene: { guild } }: Living): void {
  guild.addChannel({ name: 'one-more-channel' });
}

function hide({ scene: { guild }, hidden }: Living, { id, thread, overwrites }: SimulatedChannel) {
  if (thread !== null || overwrites.length > 0) return;
  guild.hideChannel(id);
  hidden.push({ id, sinceMs: guild.nowMs });
}

function show({ scene: { guild }, hidden }: Living): void {
  const longest = hidden.shift();
  if (longest !== undefined) guild.showChannel(longest.id);
}

/** Of a thread whose newest message in an archive is older, a full run alone notices the end. */
function removeChannel(life: Living, { id, thread, messages }: SimulatedChannel): void {
  const { guild } = life.scene;
  const isYoung = messages
    .map(({ payload }) => madeAt(payload.id))
    .some((atMs) => atMs <= life.seenMs && guild.nowMs - atMs <= life.reachMs);
  if (messages.length < SMALL && (thread === null || isYoung)) guild.removeChannel(id);
}

/** Nothing but a deletion can befall a message in an archived thread: such threads are left out. */
function withYoung(
  { scene: { guild, random }, reachMs }: Living,
  { messages, thread }: SimulatedChannel,
  change: (message: SimulatedMessage) => void,
): void {
  if (thread?.archived === true) return;
  const young = messages
    .slice(-30)
    .filter(({ payload }) => guild.nowMs - madeAt(payload.id) <= reachMs);
  if (young.length > 0) change(random.pick(young));
}
