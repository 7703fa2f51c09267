/** Any JSON object. */
export type RawPayload = Readonly<Record<string, unknown>>;

/** A value as an object, or null for anything else. */
export function objectIn(value: unknown): RawPayload | null {
  return isObject(value) ? value : null;
}

/** The objects of a list; empty when it is none. */
export function objectsIn(value: unknown): readonly RawPayload[] {
  if (!Array.isArray(value)) return [];
  return value.every(isObject) ? value : value.filter(isObject);
}

/** Not zod's: this is asked for every object of every payload. */
function isObject(value: unknown): value is RawPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
