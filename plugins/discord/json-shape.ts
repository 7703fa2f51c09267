import type { RawPayload } from './payloads.ts';

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

/** Messages in messages with components in components are some twenty levels deep. */
const MAX_DEPTH = 100;

/** Whether whatever walks a value could run out of stack. Goes no deeper than is allowed itself. */
export function isDeep(value: unknown, room: number = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (room === 0) return true;
  // Of every message: without a list of what is in it where there is one already.
  const fields: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const field of fields) {
    if (typeof field === 'object' && isDeep(field, room - 1)) return true;
  }
  return false;
}
