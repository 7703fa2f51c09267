import type { Spread } from '@annals/domain';
import { exactly, sumOf } from '@annals/domain';

/** What a sample needs of a message. */
export interface SampledMessage {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** Requests that would ask who reacted to it. */
  readonly reactionRequests: number;
}

/** What a channel holds, as far as samples tell. */
export interface SampledVolume {
  readonly messages: Spread;
  readonly reactionRequests: Spread;
}

/** Where the next sample tells most. */
export interface WantedSample {
  /** Of the messages behind this moment; null for the channel's first ones. */
  readonly afterMs: number | null;
  /** How many messages are unknown there, at most. */
  readonly unknown: number;
}

/** A stretch of time of which every message is known. */
interface Stretch extends SampledMessageCounts {
  readonly fromMs: number;
  readonly toMs: number;
}

interface SampledMessageCounts {
  readonly messages: number;
  readonly reactionRequests: number;
}

/** Communities live in bursts: between two samples it may be quieter, or busier, than in both. */
const WIDER = 1.5;

/**
 * Pages of one channel's history, and what they say of the rest. Discord counts no messages, but
 * it gives the messages behind any moment: a page shows how dense they lie there, and between two
 * pages the density is taken for something between theirs.
 */
export class HistorySamples {
  readonly #stretches: Stretch[] = [];
  #reachesStart: boolean;

  /** `newest`: the newest page, oldest first. `isWhole`: nothing is older than it. */
  constructor(newest: readonly SampledMessage[], isWhole: boolean) {
    this.#reachesStart = isWhole;
    const [first, last] = [newest[0], newest.at(-1)];
    if (first === undefined || last === undefined) return;
    this.#stretches.push({ fromMs: first.atMs, toMs: last.atMs, ...countsOf(newest) });
  }

  /** Null when everything is known. */
  wanted(): WantedSample | null {
    if (!this.#reachesStart) return { afterMs: null, unknown: Number.POSITIVE_INFINITY };
    const gaps = this.#gaps().map(({ before, after }) => ({
      afterMs: Math.floor((before.toMs + after.fromMs) / 2),
      unknown: between(before, after, 'messages').high,
    }));
    const [widest] = gaps.sort((a, b) => b.unknown - a.unknown);
    return widest === undefined || widest.unknown < 1 ? null : widest;
  }

  /** The page that a wanted sample asked for, oldest first. */
  add({ afterMs }: WantedSample, page: readonly SampledMessage[]): void {
    if (afterMs === null) this.#reachesStart = true;
    const next = this.#stretches.find(({ fromMs }) => afterMs === null || fromMs > afterMs);
    if (next === undefined) return;
    const fresh = page.filter(({ atMs }) => atMs < next.fromMs);
    const [first, last] = [fresh[0], fresh.at(-1)];
    const meetsNext = fresh.length < page.length || page.length === 0;
    const fromMs = afterMs ?? first?.atMs ?? next.fromMs;
    const toMs = meetsNext ? next.fromMs : (last?.atMs ?? next.fromMs);
    this.#stretches.push({ fromMs, toMs, ...countsOf(fresh) });
    this.#stretches.sort((a, b) => a.fromMs - b.fromMs);
  }

  volume(): SampledVolume {
    return {
      messages: this.#spread('messages'),
      reactionRequests: this.#spread('reactionRequests'),
    };
  }

  #spread(what: keyof SampledMessageCounts): Spread {
    const known = this.#stretches.map((stretch) => exactly(stretch[what]));
    return sumOf([
      ...known,
      ...this.#gaps().map(({ before, after }) => between(before, after, what)),
    ]);
  }

  /** Nothing lies between two milliseconds. */
  #gaps(): { readonly before: Stretch; readonly after: Stretch }[] {
    return this.#stretches.flatMap((before, index) => {
      const after = this.#stretches[index + 1];
      return after === undefined || after.fromMs <= before.toMs + 1 ? [] : [{ before, after }];
    });
  }
}

function countsOf(messages: readonly SampledMessage[]): SampledMessageCounts {
  const reactionRequests = messages.reduce((sum, message) => sum + message.reactionRequests, 0);
  return { messages: messages.length, reactionRequests };
}

/** How many lie in the gap between two stretches. */
function between(before: Stretch, after: Stretch, what: keyof SampledMessageCounts): Spread {
  const gapMs = after.fromMs - before.toMs;
  const expected = [before, after].map(
    (stretch) => (gapMs * stretch[what]) / Math.max(1, stretch.toMs - stretch.fromMs),
  );
  return {
    low: Math.min(...expected) / WIDER,
    likely: expected.reduce((sum, value) => sum + value, 0) / 2,
    high: Math.max(...expected) * WIDER,
  };
}
