const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Unix microseconds of an ISO 8601 time; null when it is none. A JS Date would cut it to ms. */
export function toMicroseconds(text: string): bigint | null {
  const [, seconds, fraction = '', offset] = ISO.exec(text) ?? [];
  if (seconds === undefined || offset === undefined) return null;
  const ms = Date.parse(seconds + offset);
  if (Number.isNaN(ms)) return null;
  return BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** As the API writes it: microseconds and `+00:00`. */
export function apiTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}
