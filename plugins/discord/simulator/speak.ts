import type { Scene } from './cast.ts';

/** One more message in a channel, of whatever kind comes up. */
export function speak({ guild, random, people }: Scene, channelId: string): void {
  guild.post(channelId, { authorId: random.pick(people), content: 'Hello' });
}
