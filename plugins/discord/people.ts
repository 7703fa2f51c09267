import type { PlatformUserId } from '@annals/domain';
import { objectIn, type RawPayload } from './json-shape.ts';

/** Fields whose text is a person's id. */
const idFields: ReadonlySet<string> = new Set(['user_id', 'owner_id', 'webhook_id']);
/** Fields that hold ids of people: a list of them, or an object keyed by them. */
const idLists: ReadonlySet<string> = new Set(['participants', 'users', 'members']);

/** Messages in messages with components in components are some twenty levels deep. */
const MAX_DEPTH = 100;

/**
 * Everybody whom a payload names, wherever it does: users nested anywhere, and the fields that
 * hold a bare id. Each once, in the order found. Null when it is nested deeper than anything that
 * Discord makes, so that whatever walks it could run out of stack; goes no deeper than that itself.
 */
export function peopleIn(payload: unknown): PlatformUserId[] | null {
  const found: string[] = [];
  if (!collect(payload, found, MAX_DEPTH)) return null;
  // Most messages name one person once.
  const each = found.length > 1 ? [...new Set(found)] : found;
  return each as PlatformUserId[];
}

/** False when there was no room for all levels. */
function collect(value: unknown, found: string[], room: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (room === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && !collect(item, found, room - 1)) return false;
    }
    return true;
  }
  const object = value as RawPayload;
  if (isUser(object)) add(object.id, found);
  // Not `for … in`: that takes twice the time, of every object of every message.
  for (const key of Object.keys(object)) {
    const field = object[key];
    if (typeof field === 'string') {
      if (idFields.has(key)) add(field, found);
    } else if (typeof field === 'object' && field !== null) {
      if (idLists.has(key)) for (const id of idsOf(field)) add(id, found);
      // By kind of installation: 0 is the guild, 1 the person who installed the app.
      if (key === 'authorizing_integration_owners') add(objectIn(field)?.['1'], found);
      if (!collect(field, found, room - 1)) return false;
    }
  }
  return true;
}

/** A user, or what a menu of people has chosen before anybody does. */
function isUser(object: RawPayload): boolean {
  const { username, global_name: globalName, discriminator, type } = object;
  const isNamed = username !== undefined || globalName !== undefined;
  return isNamed || discriminator !== undefined || type === 'user';
}

function idsOf(field: unknown): unknown[] {
  return Array.isArray(field) ? field : Object.keys(objectIn(field) ?? {});
}

function add(id: unknown, found: string[]): void {
  // Short numbers are no ids, and would be replaced in every text that counts something.
  if (typeof id === 'string' && /^\d{5,20}$/.test(id)) found.push(id);
}
