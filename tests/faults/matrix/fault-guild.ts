import { type Random, SimulatedGuild } from '@annals/plugin-discord/simulator';

/** Old enough to be behind the look-back: what is wrong there is not read again by chance. */
const QUIET_MS = 3 * 24 * 60 * 60 * 1_000;
const THUMB = { id: null, name: '👍' };

export interface GuildSize {
  readonly channels: number;
  readonly messagesEach: number;
  readonly threads: number;
  /** In the first channel, with two pages of people each. */
  readonly reactedMessages: number;
}

const SMALL: GuildSize = { channels: 4, messagesEach: 130, threads: 4, reactedMessages: 2 };

/** A guild of a little of everything, which a run reads with about forty requests. */
export function faultGuild(random: Random, size: GuildSize = SMALL): SimulatedGuild {
  const guild = new SimulatedGuild({ name: 'A guild', startMs: Date.now() - 10 * QUIET_MS });
  const people = Array.from({ length: 150 }, (_, index) => guild.addUser(`person-${index}`));
  const post = (channelId: string) => {
    guild.advance(random.between(1, 1_000));
    guild.post(channelId, {
      authorId: random.pick(people),
      content: `word ${random.between(0, 9_999)}`,
    });
  };
  const channels = Array.from({ length: size.channels }, (_, index) =>
    guild.addChannel({ name: `room-${index}` }),
  );
  for (const channelId of channels) {
    for (let count = 0; count < size.messagesEach; count += 1) post(channelId);
  }
  const [first] = channels;
  if (first === undefined) throw new RangeError('A guild needs a channel.');
  for (let index = 0; index < size.reactedMessages; index += 1) {
    const messageId = guild.channel(first).messages[3 + 117 * index]?.payload.id;
    if (messageId !== undefined) guild.react(first, messageId, THUMB, random.sample(people, 120));
  }
  for (let index = 0; index < size.threads; index += 1) {
    const thread = guild.openThread({
      parentId: random.pick(channels),
      name: `thread-${index}`,
      ownerId: random.pick(people),
    });
    post(thread);
    if (index % 2 === 0) guild.archiveThread(thread);
  }
  return guild;
}
