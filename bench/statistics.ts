/** The middle one, or between the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** What so large a part of the values, from 0 to 1, does not exceed; between two, in proportion. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('There are no values.');
  return below + (above - below) * (place - Math.floor(place));
}
