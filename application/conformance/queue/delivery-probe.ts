import type { RunId, SyncJobData, TenantId } from '@annals/domain';
import type { DeliveryOutcome, SyncDelivery, SyncJobHandler } from '../../ports/sync-queue.ts';

type Answer = (delivery: SyncDelivery, nth: number) => DeliveryOutcome | Promise<DeliveryOutcome>;

/** A handler that remembers what it was given. */
export class DeliveryProbe {
  readonly deliveries: SyncDelivery[] = [];
  /** How many deliveries were at work at once, at most. */
  mostAtOnce = 0;
  readonly handler: SyncJobHandler;
  #atWork = 0;
  readonly #awaited = new Map<number, PromiseWithResolvers<SyncDelivery>>();

  /** `answer` is given the delivery and its number, from 1. */
  constructor(answer: Answer = () => 'done') {
    this.handler = async (delivery) => {
      const nth = this.deliveries.push(delivery);
      this.#atWork += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.#atWork);
      this.#await(nth).resolve(delivery);
      try {
        return await answer(delivery, nth);
      } finally {
        this.#atWork -= 1;
      }
    };
  }

  /** Resolves with the nth delivery, from 1, once it has begun. */
  nth(nth: number): Promise<SyncDelivery> {
    return this.#await(nth).promise;
  }

  /** Of which runs the deliveries were, in their order. */
  get runIds(): RunId[] {
    return this.deliveries.map(({ job }) => job.runId);
  }

  #await(nth: number): PromiseWithResolvers<SyncDelivery> {
    const awaited = this.#awaited.get(nth) ?? Promise.withResolvers<SyncDelivery>();
    this.#awaited.set(nth, awaited);
    return awaited;
  }
}

/** The job of some run. */
export function someJob(): SyncJobData {
  return { runId: crypto.randomUUID() as RunId, tenantId: crypto.randomUUID() as TenantId };
}
