import { sceneOf } from './cast.ts';
import type { SimulatedGuild } from './guild.ts';
import type { SimulatedChannel } from './guild-contents.ts';
import {
  type HiddenChannel,
  type LifeEvent,
  type Living,
  lifeEvents,
  type ReactionTurn,
} from './life-events.ts';
import { mayBePostedTo, publicChannels } from './public-channels.ts';
import { Random } from './random.ts';
import { Talk } from './talk.ts';

export interface GuildLifeOptions {
  /** Only messages this young are edited, deleted or reacted to. Default: 12 hours. */
  readonly reachMs?: number;
  /** A channel that was hidden for so long is shown again. Default: never for its age. */
  readonly longestHiddenMs?: number;
}

/** How much is to happen; the same seed in the same guild makes the same happen. */
export interface LifeStretch {
  readonly seed: number;
  readonly events: number;
}

const HOUR_MS = 3_600_000;
/** The rest is left to threads, however many there are. */
const SHARE_OF_CHANNELS = 0.6;

/** What happens in a guild, stretch by stretch, each with dice of its own. */
export class GuildLife {
  readonly #guild: SimulatedGuild;
  readonly #options: Required<GuildLifeOptions>;
  #hidden: HiddenChannel[] = [];
  readonly #turns = new Map<string, ReactionTurn>();

  #seenMs: number;

  constructor(guild: SimulatedGuild, options: GuildLifeOptions = {}) {
    this.#guild = guild;
    this.#seenMs = guild.nowMs;
    this.#options = { reachMs: 12 * HOUR_MS, longestHiddenMs: Infinity, ...options };
  }

  /**
   * One event after another in public channels and threads, from the guild's present time on:
   * messages, edits, deletions, reactions, threads that open and close, channels that go.
   */
  live({ seed, events }: LifeStretch): void {
    const guild = this.#guild;
    const random = new Random(seed);
    const scene = sceneOf(guild, random);
    this.#showLongHidden();
    const life: Living = {
      ...{ scene, talk: new Talk(scene), reachMs: this.#options.reachMs },
      ...{ hidden: this.#hidden, turns: this.#turns, seenMs: this.#seenMs },
    };
    const deck = lifeEvents.flatMap(([share, event]) => Array<LifeEvent>(share).fill(event));
    for (let count = 0; count < events; count += 1) {
      guild.advance(random.between(500, 60_000));
      const channel = somewhere(guild, random);
      if (channel !== null) random.pick(deck)(life, channel);
    }
  }

  /** An archive has seen everything up to now. */
  wasSeen(): void {
    this.#seenMs = this.#guild.nowMs;
    this.#turns.clear();
  }

  #showLongHidden(): void {
    const guild = this.#guild;
    const isLong = ({ sinceMs }: HiddenChannel) =>
      guild.nowMs - sinceMs >= this.#options.longestHiddenMs;
    for (const { id } of this.#hidden.filter(isLong)) guild.showChannel(id);
    this.#hidden = this.#hidden.filter((hidden) => !isLong(hidden));
  }
}

function somewhere(guild: SimulatedGuild, random: Random): SimulatedChannel | null {
  const open = publicChannels(guild).filter(mayBePostedTo);
  const wanted = random.chance(SHARE_OF_CHANNELS);
  const kind = open.filter(({ thread }) => (thread === null) === wanted);
  if (open.length === 0) return null;
  return random.pick(kind.length === 0 ? open : kind);
}
