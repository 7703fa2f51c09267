import type { PlatformUserId } from '@annals/domain';
import type { RawPayload } from './json-shape.ts';

/** Messages in messages with components in components are some ten objects deep. */
const MAX_DEPTH = 100;

/**
 * Everybody whom a payload names, wherever it does: users nested anywhere, and the fields that
 * hold a bare id. Each once, in the order found. Null when it is nested deeper than anything that
 * Discord makes, so that whatever walks it could run out of stack; goes no deeper than that itself.
 */
export function peopleIn(payload: RawPayload): PlatformUserId[] | null {
  const found: string[] = [];
  if (!collect(payload, found, MAX_DEPTH)) return null;
  // Most messages name one person once.
  const each = found.length > 1 ? [...new Set(found)] : found;
  return each as PlatformUserId[];
}

/**
 * False when there was no room for all levels. Goes through every object of every message: no
 * `for … in`, no sets of keys, and no call for an empty list, each of which takes half as long again.
 */
function collect(object: RawPayload, found: string[], room: number): boolean {
  if (room === 0) return false;
  let isUser = false;
  for (const key of Object.keys(object)) {
    const field = object[key];
    if (typeof field !== 'object' || field === null) {
      switch (key) {
        case 'user_id':
        case 'owner_id':
        case 'webhook_id':
        // An app's id is that of its bot, who is an author like any other.
        case 'application_id':
          add(field, found);
          break;
        case 'username':
        case 'global_name':
        case 'discriminator':
          isUser = true;
          break;
        case 'type':
          // What a menu of people has chosen before anybody does.
          isUser ||= field === 'user';
          break;
        default:
      }
    } else if (!Array.isArray(field)) {
      const inner = field as RawPayload;
      if (holdsIds(key)) for (const id of Object.keys(inner)) add(id, found);
      if (key === 'application') add(inner.id, found);
      // By kind of installation: 0 is the guild, 1 the person who installed the app.
      if (key === 'authorizing_integration_owners') add(inner['1'], found);
      if (!collect(inner, found, room - 1)) return false;
    } else if (field.length > 0) {
      if (holdsIds(key)) for (const id of field) add(id, found);
      for (const item of field) {
        const isObject = typeof item === 'object' && item !== null;
        if (isObject && !collect(item, found, room - 1)) return false;
      }
    }
  }
  if (isUser) add(object.id, found);
  return true;
}

/** A list of people's ids, or an object keyed by them. */
function holdsIds(key: string): boolean {
  return key === 'participants' || key === 'users' || key === 'members';
}

function add(id: unknown, found: string[]): void {
  // Short numbers are no ids, and would be replaced in every text that counts something.
  if (typeof id === 'string' && /^\d{5,20}$/.test(id)) found.push(id);
}
