import type { UnitOfWork } from '../../ports/index.ts';
import type { Check } from '../check.ts';

interface OpenStore {
  readonly unitOfWork: UnitOfWork;
  close(): Promise<void>;
}

/** Gives a store without a single row every time, so that no check sees another one's. */
export interface StoreHarness {
  open(): Promise<OpenStore>;
}

export type StoreCheck = Check<StoreHarness>;

export function storeCheck(name: string, prove: (store: UnitOfWork) => Promise<void>): StoreCheck {
  return {
    name,
    async run(harness) {
      const store = await harness.open();
      try {
        await prove(store.unitOfWork);
      } finally {
        await store.close();
      }
    },
  };
}
