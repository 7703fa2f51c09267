import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Messages are taken, and whoever waits for that learns it with the end of the batch alone. */
export class TakingUntold extends FaultyStore {
  protected spoil({ messages }: Repositories): Partial<Repositories> {
    return {
      messages: replaced(messages, { insert: (batch) => messages.insert(batch) }),
    };
  }
}
