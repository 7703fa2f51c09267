import type { PlatformUserId } from '@annals/domain';
import { MAX_DEPTH, type RawPayload } from '../json-shape.ts';

/**
 * Everybody whom a payload names, wherever it does: users nested anywhere, and the fields that
 * hold a bare id. Each once, in the order found. Looked for when somebody asks: it takes a way
 * through the whole payload, and few messages have a text that could hold an id.
 */
export class PeopleIn implements Iterable<PlatformUserId> {
  readonly #payload: RawPayload;
  #found: readonly PlatformUserId[] | null = null;

  constructor(payload: RawPayload) {
    this.#payload = payload;
  }

  [Symbol.iterator](): Iterator<PlatformUserId> {
    this.#found ??= peopleIn(this.#payload);
    return this.#found.values();
  }
}

function peopleIn(payload: RawPayload): readonly PlatformUserId[] {
  const found = new Set<string>();
  collect(payload, found, MAX_DEPTH);
  return [...found] as PlatformUserId[];
}

/**
 * Goes through every object down to where nothing is that Discord makes: no `for … in` and no call
 * for an empty list, each of which takes half as long again.
 */
function collect(object: RawPayload, found: Set<string>, room: number): void {
  if (room === 0) return;
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
      collect(inner, found, room - 1);
    } else if (field.length > 0) {
      if (holdsIds(key)) for (const id of field) add(id, found);
      for (const item of field) {
        if (typeof item === 'object' && item !== null) collect(item, found, room - 1);
      }
    }
  }
  if (isUser) add(object.id, found);
}

/** A list of people's ids, or an object keyed by them. */
function holdsIds(key: string): boolean {
  return key === 'participants' || key === 'users' || key === 'members';
}

function add(id: unknown, found: Set<string>): void {
  // Short numbers are no ids, and would be replaced in every text that counts something.
  if (typeof id === 'string' && /^\d{5,20}$/.test(id)) found.add(id);
}
