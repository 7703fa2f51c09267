import { PlatformError } from '../../ports/platform-error.ts';
import type { AnnalsOnFakes } from './annals-on-fakes.ts';
import type { Hour } from './life-steps.ts';

/** More than the tries of one call: some calls fail for good, some are mended by asking again. */
const MOST_UNAVAILABLE = 6;
/** In most runs; bad luck may also come after the end. */
const ANSWERS_A_RUN = 16;

/** The worker's process is gone: from here on it reaches neither the platform nor the store. */
class Killed extends Error {}

/**
 * Triggers a run and hands it to a worker that has this luck. Whether nothing disturbed it; with
 * bad luck that comes after the run's end, nothing does.
 */
export async function runWithLuck(
  annals: AnnalsOnFakes,
  luck: Exclude<Hour['worker'], 'absent'>,
  moment: number,
): Promise<{ readonly isUndisturbed: boolean; readonly status: string }> {
  const run = annals.isRegistered ? await annals.trigger() : await annals.register();
  const stopping = new AbortController();
  const turn = new Turn(annals, moment);
  turn.onLuck(luck, stopping);
  try {
    const { status } = await annals.deliver(run, { stopping: stopping.signal });
    return { isUndisturbed: !turn.hasCome, status };
  } catch (error) {
    if (!(error instanceof Killed || error instanceof PlatformError)) throw error;
    return { isUndisturbed: false, status: 'thrown' };
  } finally {
    turn.end();
  }
}

/** The moment in a run when luck turns. */
class Turn {
  readonly #annals: AnnalsOnFakes;
  readonly #moment: number;
  #done = 0;
  hasCome = false;

  constructor(annals: AnnalsOnFakes, moment: number) {
    this.#annals = annals;
    this.#moment = moment;
  }

  onLuck(luck: Exclude<Hour['worker'], 'absent'>, stopping: AbortController): void {
    const { platform, store, tenant, clock } = this.#annals;
    const isFrom = (first: number, upTo: number) => {
      this.#done += 1;
      const hasCome = this.#done > first && this.#done <= upTo;
      this.hasCome ||= hasCome;
      return hasCome;
    };
    const onEveryCall = (act: () => void) => {
      const step = async () => {
        if (isFrom(this.#moment, Infinity)) act();
      };
      platform.traffic.beforeAnswer = step;
      store.beforeCall = step;
    };
    const answer = this.#moment % ANSWERS_A_RUN;
    const onAnswers = (act: () => void | Promise<void>, times = Infinity) => {
      platform.traffic.beforeAnswer = async () => {
        if (isFrom(answer, answer + times)) await act();
      };
    };
    switch (luck) {
      case 'killed':
        onEveryCall(() => {
          throw new Killed();
        });
        break;
      case 'stopped':
        onEveryCall(() => stopping.abort());
        break;
      case 'cancelled':
        onAnswers(async () => {
          await store.repositories.runs.requestCancel(tenant.id, clock.now());
        });
        break;
      case 'calls unavailable':
        onAnswers(
          () => {
            throw new PlatformError('unavailable', 'Away.');
          },
          1 + (this.#moment % MOST_UNAVAILABLE),
        );
        break;
      case 'rate limited':
        onAnswers(() => {
          throw new PlatformError('rate_limited', 'Enough.', 60_000);
        });
        break;
      case 'clean':
    }
  }

  end(): void {
    this.#annals.platform.traffic.beforeAnswer = null;
    this.#annals.store.beforeCall = async () => {};
  }
}
