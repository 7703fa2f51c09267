import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

/** Never crosses off what came blank and has been read again. */
export class WithheldForEver extends FaultyStore {
  protected override spoil({ progress }: Repositories): Partial<Repositories> {
    return {
      progress: replaced(progress, {
        noteWithheld: async (tenantId, channelId, withheld) => {
          if (withheld !== null) await progress.noteWithheld(tenantId, channelId, withheld);
        },
      }),
    };
  }
}
