/** The start of Discord's time, in Unix milliseconds. */
const EPOCH_MS = 1_420_070_400_000n;

/** Makes ids that look like Discord's: rising with time, never the same twice. */
export class Snowflakes {
  #lastMs = 0n;
  #increment = 0n;

  /** An id made at `ms` (Unix milliseconds). Up to 4096 of one millisecond, in any order of times. */
  next(ms: number): string {
    const time = BigInt(Math.trunc(ms));
    this.#increment = time === this.#lastMs ? this.#increment + 1n : 0n;
    this.#lastMs = time;
    return ((time - EPOCH_MS) * 4_194_304n + this.#increment).toString();
  }
}

/** When an id was made, in Unix milliseconds. */
export function madeAt(id: string): number {
  return Number(BigInt(id) / 4_194_304n + EPOCH_MS);
}

/** Below 0 when `a` was made before `b`. */
export function compareIds(a: string, b: string): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
