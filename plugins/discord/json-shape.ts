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

/** Messages in messages with components in components are some twenty levels deep. */
export const MAX_DEPTH = 100;

/**
 * Whether a value is nested deeper than anything that Discord makes: whatever walks it could run out
 * of stack. Goes no deeper than that itself.
 */
export function isTooDeep(value: unknown, room: number = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (room === 0) return true;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some((part) => isTooDeep(part, room - 1));
}

/** Not zod's: this is asked for every object of every payload. */
function isObject(value: unknown): value is RawPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
