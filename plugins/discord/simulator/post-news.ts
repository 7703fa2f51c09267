import { sceneOf } from './cast.ts';
import type { SimulatedGuild } from './guild.ts';
import type { SimulatedMessage } from './guild-contents.ts';
import { mayBePostedTo, publicChannels } from './public-channels.ts';
import { Random } from './random.ts';
import { sentence } from './sample-texts.ts';

export interface News {
  readonly seed: number;
  /** Exactly this many, in all channels together. */
  readonly messages: number;
  /** Exactly this many public channels and threads, each with at least one new message. */
  readonly channels: number;
}

/** New messages from the guild's present time on; what was posted, by channel, oldest first. */
export function postNews(
  guild: SimulatedGuild,
  { seed, messages, channels }: News,
): ReadonlyMap<string, readonly SimulatedMessage[]> {
  const random = new Random(seed);
  const open = publicChannels(guild).filter(mayBePostedTo);
  if (messages < channels || (channels === 0 && messages > 0) || channels > open.length) {
    throw new RangeError(`${messages} messages do not go into ${channels} of ${open.length}.`);
  }
  const { people } = sceneOf(guild, random);
  const chosen = random.sample(open, channels).map(({ id }) => id);
  const news = new Map(chosen.map((id): [string, SimulatedMessage[]] => [id, []]));
  const others = Array.from({ length: messages - channels }, () => random.pick(chosen));
  for (const channelId of random.shuffle([...chosen, ...others])) {
    guild.advance(random.between(1, 2000));
    const post = { authorId: random.pick(people), content: sentence(random) };
    const id = guild.post(channelId, post);
    news.get(channelId)?.push(guild.message(channelId, id));
  }
  return news;
}
