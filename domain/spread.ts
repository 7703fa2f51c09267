/** A figure that is not known exactly: what it probably is, and the bounds it should lie within. */
export interface Spread {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export const nothing: Spread = { low: 0, likely: 0, high: 0 };

export function exactly(value: number): Spread {
  return { low: value, likely: value, high: value };
}

export function sumOf(spreads: readonly Spread[]): Spread {
  return spreads.reduce(
    (sum, { low, likely, high }) => ({
      low: sum.low + low,
      likely: sum.likely + likely,
      high: sum.high + high,
    }),
    nothing,
  );
}

export function mapSpread(
  { low, likely, high }: Spread,
  change: (value: number) => number,
): Spread {
  return { low: change(low), likely: change(likely), high: change(high) };
}
