/** Any JSON object. */
export type RawPayload = Readonly<Record<string, unknown>>;

/** Most lists of most payloads are empty or missing, and share this. */
export const NONE: readonly never[] = [];

/** A value as an object, or null for anything else. */
export function objectIn(value: unknown): RawPayload | null {
  return isObject(value) ? value : null;
}

/** The objects of a list; empty when it is none. */
export function objectsIn(value: unknown): readonly RawPayload[] {
  if (!Array.isArray(value) || value.length === 0) return NONE;
  return value.every(isObject) ? value : value.filter(isObject);
}

/** Not zod's: this is asked for every object of every payload. */
function isObject(value: unknown): value is RawPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
