import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Every message that was there counts as updated, changed or not. */
export class UnchangedCounted extends FaultyStore {
  protected spoil({ messages }: Repositories): Partial<Repositories> {
    return {
      messages: replaced(messages, {
        async upsert(batch, ...expected) {
          const { added } = await messages.upsert(batch, ...expected);
          return { added, updated: batch.length - added };
        },
      }),
    };
  }
}
