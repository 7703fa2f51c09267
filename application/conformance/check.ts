import { describe, expect, test } from 'bun:test';

/** One promise of a port, small enough that its name says what is broken. */
export interface Check<H> {
  /** Unique within its suite. */
  readonly name: string;
  /** Rejects when the promise is not kept. */
  run(harness: H): Promise<void>;
}

/** A check that an implementation is known not to pass, and why that is accepted. */
export interface LedgerEntry {
  readonly check: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly name: string;
  /** Null when it passed. */
  readonly error: unknown;
}

/** Runs checks one after another, without registering tests. */
export async function runChecks<H>(
  checks: readonly Check<H>[],
  harness: H,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks)
    results.push({ name: check.name, error: await errorOf(check, harness) });
  return results;
}

/**
 * Registers every check as a test. A check of the ledger must fail: an entry that is no longer
 * true, or names no check, fails itself.
 */
export function describeChecks<H>(
  title: string,
  checks: readonly Check<H>[],
  harness: H,
  ledger: readonly LedgerEntry[] = [],
): void {
  describe(title, () => {
    for (const check of checks) {
      const known = ledger.find((entry) => entry.check === check.name);
      if (known === undefined) test(check.name, () => check.run(harness));
      else
        test(`${check.name} (known to fail: ${known.reason})`, () => assertFails(check, harness));
    }
    test('has names that are unique, and a ledger that names nothing else', () => {
      expect(faultsOf(checks, ledger)).toEqual([]);
    });
  });
}

/** What is wrong with the names of a suite and its ledger, one sentence each. */
export function faultsOf<H>(checks: readonly Check<H>[], ledger: readonly LedgerEntry[]): string[] {
  const names = checks.map(({ name }) => name);
  const known = ledger.map(({ check }) => check);
  return [
    ...repeated(names).map((name) => `Two checks are called '${name}'.`),
    ...repeated(known).map((name) => `The ledger names '${name}' twice.`),
    ...known.filter((name) => !names.includes(name)).map((name) => `No check is called '${name}'.`),
    ...ledger.filter(({ reason }) => reason === '').map(({ check }) => `'${check}' has no reason.`),
  ];
}

/** Rejects when the check passes. */
export async function assertFails<H>(check: Check<H>, harness: H): Promise<void> {
  if ((await errorOf(check, harness)) === null) {
    throw new Error(`'${check.name}' passes: take it out of the ledger`);
  }
}

async function errorOf<H>(check: Check<H>, harness: H): Promise<unknown> {
  try {
    await check.run(harness);
    return null;
  } catch (error) {
    return error ?? new Error('Rejected with nothing');
  }
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
