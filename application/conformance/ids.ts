import { expect } from 'bun:test';
import { runIdSchema } from '@annals/domain';
import type { IdSource } from '../ports/id-source.ts';
import { type Check, describeChecks, type LedgerEntry } from './check.ts';

export interface IdSourceHarness {
  open(): IdSource;
}

const MANY = 20_000;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** As many as 32 bytes take in base64url. */
const SECRET = /^[\w-]{43,}$/;

export const idChecks: readonly Check<IdSourceHarness>[] = [
  {
    name: 'uuid: version 7 in its canonical text',
    async run(harness) {
      const ids = harness.open();
      for (let count = 0; count < 20; count += 1) {
        const uuid = ids.uuid();
        expect(uuid).toMatch(UUID_V7);
        expect(runIdSchema.safeParse(uuid).success).toBe(true);
      }
    },
  },
  {
    name: 'uuid: later ones sort after earlier ones, and none comes twice',
    async run(harness) {
      const ids = harness.open();
      const made = Array.from({ length: MANY }, () => ids.uuid());
      expect(made.toSorted()).toEqual(made);
      expect(new Set(made).size).toBe(MANY);
    },
  },
  {
    name: 'secret: safe in a header and a URL, of the length of 32 bytes',
    async run(harness) {
      const ids = harness.open();
      for (let count = 0; count < 20; count += 1) expect(ids.secret()).toMatch(SECRET);
    },
  },
  {
    name: 'secret: none comes twice',
    async run(harness) {
      const ids = harness.open();
      expect(new Set(Array.from({ length: MANY }, () => ids.secret())).size).toBe(MANY);
    },
  },
];

/** The tests of one source of ids. */
export function describeIds(
  name: string,
  harness: IdSourceHarness,
  ledger: readonly LedgerEntry[] = [],
): void {
  describeChecks(`ids ${name}`, idChecks, harness, ledger);
}
