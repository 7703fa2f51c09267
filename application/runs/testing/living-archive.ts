import type { ChannelId, MessageEmojiReaction } from '@annals/domain';
import { scriptedEmoji, scriptedPerson } from '../../fakes/index.ts';
import type { SyncSettings } from '../../sync/sync-parts.ts';
import { AnnalsOnFakes } from './annals-on-fakes.ts';
import { Community, type TrueMessage } from './community.ts';
import type { Hour, Step, WorkerLuck } from './life-steps.ts';
import { runWithLuck } from './worker-luck.ts';

const HOUR_MS = 60 * 60 * 1000;
const MINUTES_APART_MS = 5 * 60 * 1000;
/** However long the worker is away, no change to what is younger than this goes unseen. */
const LOOK_BACK_MS = 4 * HOUR_MS;
const REACH_MS = LOOK_BACK_MS;
const MOST_DISTURBED_HOURS = 5;
const MOST_ABSENT_HOURS = 5;

/** What the archive is read by, and the most messages that the platform gives at once. */
export interface Habits extends Partial<SyncSettings> {
  readonly messagesAPage?: number;
}

/** The archive is not what the community is. */
class NotTheTruth extends Error {}

/** A community that lives by the hour, and its archive, held against the truth as it goes. */
export class LivingArchive {
  readonly annals: AnnalsOnFakes;
  readonly community: Community;
  /** How often the worker had what luck. */
  readonly lucks: Map<WorkerLuck, number> = new Map();
  #hours = 0;
  /** In this hour. */
  #happened = 0;
  #absentHours = 0;
  #disturbedHours = 0;

  constructor({ messagesAPage = 100, ...settings }: Habits = {}) {
    this.annals = new AnnalsOnFakes({ lookBackMs: LOOK_BACK_MS, ...settings }, messagesAPage);
    const { platform, clock } = this.annals;
    const now = () => new Date(clock.now().getTime() + this.#happened * MINUTES_APART_MS);
    this.community = new Community({ platform, now, reachMs: REACH_MS });
  }

  /**
   * Something that happens, or an hour and the run at its end. What changed is compared with the
   * truth after each run that nothing disturbed, and everything every so many hours.
   */
  async live(step: Step, hoursBetweenFullChecks: number): Promise<void> {
    if (step.kind !== 'hour') {
      this.#happened += 1;
      return this.community.happen(step);
    }
    this.#happened = 0;
    this.#hours += 1;
    await this.annals.clock.advance(HOUR_MS);
    if (!(await this.#runIsUndisturbed(step))) return;
    await this.#checkChanged();
    if (this.#hours % hoursBetweenFullChecks === 0) this.checkEverything();
  }

  async #runIsUndisturbed(hour: Hour): Promise<boolean> {
    const { worker, moment } = hour;
    const isPatient = this.#disturbedHours < MOST_DISTURBED_HOURS;
    this.#disturbedHours += 1;
    if (worker === 'absent') this.#absentHours = 1 + (moment % MOST_ABSENT_HOURS);
    this.#absentHours -= 1;
    if (isPatient && this.#absentHours >= 0) {
      this.#count('absent');
      return false;
    }
    const luck = isPatient && worker !== 'absent' ? worker : 'clean';
    const { met, isUndisturbed, status } = await runWithLuck(this, { ...hour, worker: luck });
    this.#count(met);
    if (!isUndisturbed) return false;
    if (status !== 'succeeded') throw new NotTheTruth(`An undisturbed run ends ${status}.`);
    this.#disturbedHours = 0;
    return true;
  }

  #count(luck: WorkerLuck): void {
    this.lucks.set(luck, (this.lucks.get(luck) ?? 0) + 1);
  }

  /** What was posted and changed since the last time, and which channels are public. */
  async #checkChanged(): Promise<void> {
    const { store, tenant } = this.annals;
    const { channels, messages, reactions } = store.repositories;
    const hidden = await channels.findRemoved(tenant.id, this.community.publicIds());
    expectSame(hidden, []);
    for (const message of this.community.takeChanged()) {
      const { channelId, id, isDeleted } = message;
      const found = await messages.find(tenant.id, channelId, id);
      const isBuried = (await messages.deletedAt(tenant.id, channelId, id)) !== null;
      if (isDeleted) {
        if (found !== null && !isBuried) throw new NotTheTruth(`${id} is deleted, and not buried.`);
        continue;
      }
      if (found === null || isBuried) throw new NotTheTruth(`${id} is not in the archive.`);
      const reactors = await reactions.listOf(tenant.id, channelId, id);
      expectSame([this.#storedLine(found, reactors)], [this.#trueLine(message)]);
    }
  }

  /** Every channel and every message that everybody may see, and no others. */
  checkEverything(): void {
    const snapshot = this.annals.store.snapshot(this.annals.tenant.id);
    const shown = snapshot.channels.filter(({ removedAt }) => removedAt === null);
    const shownIds = new Set(shown.map(({ id }) => id));
    expectSame([...shownIds], this.community.publicIds());
    const reactorsOf = Map.groupBy(snapshot.reactions, ({ messageId }) => messageId);
    const living = snapshot.messages.filter(
      ({ channelId, deletedAt }) => deletedAt === null && shownIds.has(channelId),
    );
    expectSame(
      living.map((message) => this.#storedLine(message, reactorsOf.get(message.id) ?? [])),
      this.community.publicMessages().map((message) => this.#trueLine(message)),
    );
  }

  #storedLine(
    {
      channelId,
      id,
      content,
      reactionCounts,
    }: {
      readonly channelId: ChannelId;
      readonly id: string;
      readonly content: string;
      readonly reactionCounts: readonly {
        readonly emojiValue: string;
        readonly normal: number;
        readonly burst: number;
      }[];
    },
    reactors: readonly MessageEmojiReaction[],
  ): string {
    const counts = reactionCounts.map(({ emojiValue, normal, burst }) =>
      [emojiValue, normal, burst].join(' '),
    );
    const people = reactors.map(({ emojiType, emojiValue, userHash }) =>
      [emojiType, emojiValue, userHash].join(' '),
    );
    return JSON.stringify([channelId, id, content, counts.sort(), people.sort()]);
  }

  #trueLine({ channelId, id, text, reactions }: TrueMessage): string {
    const made = [...reactions.values()];
    const counts = Map.groupBy(made, ({ emoji }) => emoji)
      .entries()
      .map(([emoji, of]) => {
        const normal = of.filter(({ kind }) => kind === 'normal').length;
        return [emoji, normal, of.length - normal].join(' ');
      });
    const people = new Set(
      made.map(({ emoji, person }) => {
        const { emojiType, emojiValue } = scriptedEmoji(emoji);
        return [emojiType, emojiValue, this.#hashOf(person)].join(' ');
      }),
    );
    return JSON.stringify([channelId, id, text, [...counts].sort(), [...people].sort()]);
  }

  #hashOf(person: number): string {
    return this.annals.hasher.hash(scriptedPerson(person));
  }
}

/** Throws with the first few differences of two sets. */
function expectSame(stored: readonly string[], truth: readonly string[]): void {
  const [there, wanted] = [new Set(stored), new Set(truth)];
  const differences = [
    ...truth.filter((row) => !there.has(row)).map((row) => `missing: ${row}`),
    ...stored.filter((row) => !wanted.has(row)).map((row) => `too much: ${row}`),
  ];
  if (stored.length !== there.size) differences.push('some rows twice');
  if (differences.length > 0) throw new NotTheTruth(differences.slice(0, 6).join('\n'));
}
