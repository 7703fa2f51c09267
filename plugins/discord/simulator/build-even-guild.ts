import { addCast, sceneOf } from './cast.ts';
import { SimulatedGuild } from './guild.ts';
import { Random } from './random.ts';
import { Talk } from './talk.ts';
import { conversations, playBeats, split } from './timeline.ts';

export interface EvenGuildSize {
  /** The same size and seed give the same guild, byte for byte. */
  readonly seed: number;
  readonly messages: number;
  readonly channels: number;
  /** When the newest message was sent at the latest, in Unix milliseconds. */
  readonly endMs: number;
}

const TWO_YEARS_MS = 2 * 365 * 24 * 3_600_000;
const FIRST_QUIET_MS = 24 * 3_600_000;
const LAST_QUIET_MS = 3_600_000;

/** Exactly so many messages of every kind, spread evenly over plain channels that all may read. */
export function buildEvenGuild({ seed, messages, channels, endMs }: EvenGuildSize): SimulatedGuild {
  const guild = new SimulatedGuild({ name: `Even guild ${seed}`, startMs: endMs - TWO_YEARS_MS });
  const random = new Random(seed);
  addCast(guild, random, Math.min(4000, Math.max(160, Math.ceil(messages / 40))));
  const ids = Array.from({ length: channels }, (_, index) =>
    guild.addChannel({ name: `room-${index + 1}` }),
  );
  const shares = split(
    messages,
    ids.map(() => 1),
  );
  const talk = new Talk(sceneOf(guild, random));
  const span = { fromMs: guild.nowMs + FIRST_QUIET_MS, toMs: endMs - LAST_QUIET_MS };
  const beats = ids.flatMap((id, index) =>
    conversations(random, shares[index] ?? 0, span, () => talk.say(id)),
  );
  playBeats(guild, beats);
  return guild;
}
