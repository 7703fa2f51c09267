import type { SimulatedGuild } from './guild.ts';
import type { Random } from './random.ts';

/** Something that happens at a time. */
export interface Beat {
  readonly atMs: number;
  readonly play: () => void;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const TALK = 30;
const PAUSE_MS = 90_000;

/** Plays `count` times: in conversations, and more of them as a guild grows. */
export function conversations(random: Random, count: number, span: Span, play: () => void): Beat[] {
  const times: number[] = [];
  while (times.length < count) {
    const share = random.next() ** 0.7;
    let atMs = Math.floor(span.fromMs + share * (span.toMs - span.fromMs));
    const length = Math.min(random.between(1, TALK), count - times.length);
    for (let index = 0; index < length; index += 1) {
      times.push(Math.min(atMs, span.toMs));
      atMs += random.between(400, PAUSE_MS);
    }
  }
  return times.sort((a, b) => a - b).map((atMs) => ({ atMs, play }));
}

/** Lets everything happen, in the order of time; the guild moves on a little with each event. */
export function playBeats(guild: SimulatedGuild, beats: readonly Beat[]): void {
  for (const { atMs, play } of beats.toSorted((a, b) => a.atMs - b.atMs)) {
    if (atMs > guild.nowMs) guild.advanceTo(atMs);
    play();
  }
}

/** Whole numbers in proportion to the weights; together exactly `total`. */
export function split(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let [given, seen] = [0, 0];
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round((total * seen) / sum) - given;
    given += share;
    return share;
  });
}
