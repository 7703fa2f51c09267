import type { PlatformUserId } from '@annals/domain';
import { objectIn } from './json-shape.ts';
import type { RawPayload } from './payloads.ts';

/** Fields whose text is a person's id. */
const idFields: ReadonlySet<string> = new Set(['user_id', 'owner_id', 'webhook_id']);
/** Fields that hold ids of people: a list of them, or an object keyed by them. */
const idLists: ReadonlySet<string> = new Set(['participants', 'users', 'members']);

/**
 * Everybody whom a payload names, wherever it does: users nested anywhere, and the fields that
 * hold a bare id. Each once, in the order found.
 */
export function peopleIn(payload: unknown): PlatformUserId[] {
  const found = new Set<string>();
  collect(payload, found);
  return [...found] as PlatformUserId[];
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  const object = objectIn(value);
  if (object === null) return;
  if (isUser(object)) add(object.id, found);
  // Not `for … in`: that takes twice the time, of every object of every message.
  for (const key of Object.keys(object)) {
    const field = object[key];
    if (typeof field === 'string') {
      if (idFields.has(key)) add(field, found);
    } else if (typeof field === 'object') {
      if (idLists.has(key)) for (const id of idsOf(field)) add(id, found);
      // By kind of installation: 0 is the guild, 1 the person who installed the app.
      if (key === 'authorizing_integration_owners') add(objectIn(field)?.['1'], found);
      collect(field, found);
    }
  }
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

function add(id: unknown, found: Set<string>): void {
  // Short numbers are no ids, and would be replaced in every text that counts something.
  if (typeof id === 'string' && /^\d{5,20}$/.test(id)) found.add(id);
}
