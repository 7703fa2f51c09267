import type { Scene } from './cast.ts';
import { apiTimestamp } from './iso-time.ts';
import type { NewMessage } from './new-contents.ts';
import { reactAs, reactInCrowds, reactWithMostEmoji } from './sample-reactions.ts';
import { sentence } from './sample-texts.ts';

/** Something that takes more than one step, and leaves at least one message behind. */
export type Happening = (scene: Scene, channelId: string) => void;

export const happenings: readonly Happening[] = [
  replyToDeleted,
  replyToReactor,
  deletedBetween,
  deletedLast,
  editedOften,
  editedToNothing,
];

/** Too much to happen every day. */
export const landmarks: readonly Happening[] = [
  (scene, channelId) => reactWithMostEmoji(scene, channelId, say(scene, channelId)),
  (scene, channelId) => reactInCrowds(scene, channelId, say(scene, channelId)),
];

/** The newest message is gone, but the channel goes on naming it. */
export function deletedLast(scene: Scene, channelId: string): void {
  say(scene, channelId);
  scene.guild.deleteMessage(channelId, say(scene, channelId));
}

function deletedBetween(scene: Scene, channelId: string): void {
  const deleted = say(scene, channelId);
  say(scene, channelId);
  scene.guild.deleteMessage(channelId, deleted);
}

function replyToDeleted(scene: Scene, channelId: string): void {
  const replyToId = say(scene, channelId);
  say(scene, channelId, { replyToId });
  scene.guild.deleteMessage(channelId, replyToId);
}

/** Who wrote the answered message reacts to it, and to the answer. */
function replyToReactor(scene: Scene, channelId: string): void {
  const authorId = scene.random.pick(scene.people);
  const replyToId = say(scene, channelId, { authorId });
  const answer = say(scene, channelId, { replyToId, mentionIds: [authorId] });
  reactAs(scene, channelId, replyToId, authorId);
  reactAs(scene, channelId, answer, authorId);
}

function editedOften(scene: Scene, channelId: string): void {
  const { guild, random } = scene;
  const id = say(scene, channelId);
  guild.edit(channelId, id, { content: `${sentence(random)} (edited)` });
  // Microseconds that a JS Date cannot hold.
  const edited = apiTimestamp(guild.nowMs).replace('000+', '987+');
  guild.edit(channelId, id, { content: `${sentence(random)} (twice)`, edited_timestamp: edited });
}

function editedToNothing(scene: Scene, channelId: string): void {
  const id = say(scene, channelId, { content: 'Never mind' });
  scene.guild.edit(channelId, id, { content: '' });
}

function say(scene: Scene, channelId: string, fields: Partial<NewMessage> = {}): string {
  const { guild, random, people } = scene;
  const message = { authorId: random.pick(people), content: sentence(random), ...fields };
  return guild.post(channelId, message);
}
