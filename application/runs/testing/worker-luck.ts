import type { ChannelId, SyncRun } from '@annals/domain';
import { PlatformError } from '../../ports/platform-error.ts';
import type { AnnalsOnFakes } from './annals-on-fakes.ts';
import type { Community } from './community.ts';
import type { Hour, WorkerLuck } from './life-steps.ts';

/** More than the tries of one call: some calls fail for good, some are mended by asking again. */
const MOST_UNAVAILABLE = 6;
/** In most runs; bad luck may also come after the end. */
const ANSWERS_A_RUN = 16;

/** The worker's process is gone: from here on it reaches neither the platform nor the store. */
class Killed extends Error {}

interface Scene {
  readonly annals: AnnalsOnFakes;
  readonly community: Community;
}

interface LuckyHour extends Omit<Hour, 'worker'> {
  readonly worker: Exclude<WorkerLuck, 'absent'>;
}

const CLOCK_BEHIND_MS = 2 * 60 * 60 * 1000;

/** With these the archive is the truth all the same once the run has ended. */
const harmless: readonly WorkerLuck[] = ['clean', 'full', 'taken over', 'clock behind'];

/**
 * Triggers a run and hands it to a worker that has this luck, which may be met or not: bad luck that
 * comes after the run's end is none.
 */
export async function runWithLuck(
  { annals, community }: Scene,
  hour: LuckyHour,
): Promise<{
  readonly met: WorkerLuck;
  readonly isUndisturbed: boolean;
  readonly status: SyncRun['status'] | 'thrown';
}> {
  const run = annals.isRegistered
    ? await trigger(annals, community, hour)
    : await annals.register();
  const turn = new Turn({ annals, community }, hour, run);
  turn.onLuck(hour.worker);
  const status = await statusOf(annals, turn, run);
  await turn.end();
  const met = turn.hasCome ? hour.worker : 'clean';
  return { met, isUndisturbed: harmless.includes(met), status };
}

/** As what the run ends. */
async function statusOf(
  annals: AnnalsOnFakes,
  turn: Turn,
  run: SyncRun,
): Promise<SyncRun['status'] | 'thrown'> {
  try {
    const delivered = await annals.deliver(run, { stopping: turn.stopping.signal });
    return ((await turn.secondWorker) ?? delivered).status;
  } catch (error) {
    const isExpected = error instanceof Killed || error instanceof PlatformError;
    if (isExpected || !annals.isRegistered) return 'thrown';
    throw error;
  }
}

function trigger(
  annals: AnnalsOnFakes,
  community: Community,
  { worker, moment }: LuckyHour,
): Promise<SyncRun> {
  if (worker === 'full' || worker === 'full, cancelled') return annals.trigger('full');
  if (worker !== 'one channel') return annals.trigger();
  const ids = community.publicIds();
  const at = moment % ids.length;
  return annals.trigger('incremental', ids.slice(at, at + 1));
}

/** The moment in a run when luck turns. */
class Turn {
  readonly #scene: Scene;
  readonly #hour: LuckyHour;
  readonly #run: SyncRun;
  #done = 0;
  readonly stopping: AbortController = new AbortController();
  /** Whether it has turned. */
  hasCome = false;
  /** Of another worker, which was given the same run: how that left it. */
  secondWorker: Promise<SyncRun> | null = null;
  #setClockRight = (): void => {};

  constructor(scene: Scene, hour: LuckyHour, run: SyncRun) {
    this.#scene = scene;
    this.#hour = hour;
    this.#run = run;
  }

  onLuck(luck: LuckyHour['worker']): void {
    const { annals, community } = this.#scene;
    const { moment, meanwhile } = this.#hour;
    switch (luck) {
      case 'killed':
        this.#onEveryCall(() => {
          throw new Killed();
        });
        break;
      case 'stopped':
        this.#onEveryCall(() => this.stopping.abort());
        break;
      case 'cancelled':
      case 'full, cancelled':
        this.#onAnswers(async () => {
          const { runs } = annals.store.repositories;
          await runs.requestCancel(this.#run.tenantId, annals.clock.now());
        });
        break;
      case 'calls unavailable':
        this.#onAnswers(
          () => {
            throw new PlatformError('unavailable', 'Away.');
          },
          1 + (moment % MOST_UNAVAILABLE),
        );
        break;
      case 'rate limited':
        this.#onAnswers(() => {
          throw new PlatformError('rate_limited', 'Enough.', 60_000);
        });
        break;
      case 'taken over':
        this.#onAnswers(async () => {
          this.secondWorker = annals.deliver(this.#run);
          await this.secondWorker;
        }, 1);
        break;
      case 'changes meanwhile':
        this.#onAnswers(() => {
          for (const happening of meanwhile) community.happen(happening);
        }, 1);
        break;
      case 'tenant removed':
        this.#onAnswers(() => annals.remove(), 1);
        break;
      case 'tenant paused':
        this.#onAnswers(() => annals.change('paused'), 1);
        break;
      case 'bot removed':
        this.#onAnswers(() => {
          throw new PlatformError('forbidden', 'Missing Access');
        });
        break;
      case 'channel refused':
        this.#refuse(this.#oneOf(community.publicIds()));
        break;
      case 'texts withheld':
        this.#onAnswers(() => annals.platform.withholdContent());
        break;
      case 'clock behind':
        this.#setClockBack();
        break;
      case 'one channel':
      case 'full':
        this.hasCome = true;
        break;
      case 'clean':
    }
  }

  async end(): Promise<void> {
    const { annals } = this.#scene;
    annals.platform.traffic.beforeAnswer = null;
    annals.store.beforeCall = async () => {};
    annals.platform.withholdContent(false);
    this.#setClockRight();
    if (this.hasCome && this.#hour.worker === 'tenant paused') await annals.change('active');
  }

  #oneOf<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#hour.moment % choices.length] as Choice;
  }

  #refuse(refusedId: ChannelId): void {
    const code = this.#oneOf(['forbidden', 'unavailable'] as const);
    this.#scene.annals.platform.traffic.beforeAnswer = ({ channelId }) => {
      if (channelId !== refusedId) return;
      this.hasCome = true;
      throw new PlatformError(code, 'Not this one.');
    };
  }

  #setClockBack(): void {
    const { clock } = this.#scene.annals;
    const { now } = clock;
    clock.now = () => new Date(now.call(clock).getTime() - CLOCK_BEHIND_MS);
    this.#setClockRight = () => {
      clock.now = now;
    };
    this.hasCome = true;
  }

  #onEveryCall(act: () => void): void {
    const { platform, store } = this.#scene.annals;
    const step = async () => {
      if (this.#isFrom(this.#hour.moment, Infinity)) act();
    };
    platform.traffic.beforeAnswer = step;
    store.beforeCall = step;
  }

  #onAnswers(act: () => void | Promise<void>, times = Infinity): void {
    const answer = this.#hour.moment % ANSWERS_A_RUN;
    this.#scene.annals.platform.traffic.beforeAnswer = async () => {
      if (this.#isFrom(answer, answer + times)) await act();
    };
  }

  #isFrom(first: number, upTo: number): boolean {
    this.#done += 1;
    const hasCome = this.#done > first && this.#done <= upTo;
    this.hasCome ||= hasCome;
    return hasCome;
  }
}
