import { ChannelType } from 'discord-api-types/v10';
import type { Scene } from './cast.ts';
import type { SimulatedChannel, SimulatedMessage } from './guild.ts';
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
  readonly hidden: string[];
}

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
  [4, archive],
  [3, revive],
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
  withYoung(life, channel, ({ payload }) => reactSomehow(life.scene, channel.id, payload.id));
}

function unreact(life: Living, channel: SimulatedChannel): void {
  const { guild } = life.scene;
  withYoung(life, channel, ({ payload, reactions: [reaction] }) => {
    if (reaction === undefined) return;
    const [someone = ''] = reaction.normal.union(reaction.burst);
    guild.unreact(channel.id, payload.id, reaction.emoji, [someone]);
  });
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

function hide({ scene: { guild }, hidden }: Living, { id, thread, overwrites }: SimulatedChannel) {
  if (thread !== null || overwrites.length > 0) return;
  guild.hideChannel(id);
  hidden.push(id);
}

function show({ scene: { guild }, hidden }: Living): void {
  const id = hidden.shift();
  if (id !== undefined) guild.showChannel(id);
}

function removeChannel({ scene: { guild } }: Living, { id, messages }: SimulatedChannel): void {
  if (messages.length < SMALL) guild.removeChannel(id);
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
