import type { JsonObject, JsonValue } from '@annals/domain';
import { type RawPayload, rawPayloadSchema } from './payloads.ts';

/*
 * Metadata is chosen, never copied whole: what Discord adds tomorrow may name people. These build
 * it from Discord's payloads, in camel case, without what is absent.
 */

/** The named fields that hold a number, a text that is not empty, `true`, or a list of texts. */
export function scalars(raw: RawPayload, names: readonly string[]): JsonObject {
  return fromEntries(names.map((name) => [camelCase(name), scalar(raw[name])]));
}

/** What `read` makes of one field's object, under the field's name; nothing of nothing. */
export function nested(
  raw: RawPayload,
  name: string,
  read: (field: RawPayload) => JsonObject,
): JsonObject {
  const field = objectIn(raw[name]);
  return field === null ? {} : unlessEmpty(name, read(field));
}

/** The same for a field that holds a list. */
export function list(
  raw: RawPayload,
  name: string,
  read: (item: RawPayload) => JsonObject,
): JsonObject {
  const items = objectsIn(raw[name]).map(read);
  return items.length === 0 ? {} : { [camelCase(name)]: items };
}

/** A value as an object, or null. */
export function objectIn(value: unknown): RawPayload | null {
  const parsed = rawPayloadSchema.safeParse(value);
  return parsed.success && !Array.isArray(value) ? parsed.data : null;
}

/** The objects of a list; empty when it is none. */
export function objectsIn(value: unknown): RawPayload[] {
  if (!Array.isArray(value)) return [];
  return value.map(objectIn).filter((item) => item !== null);
}

/** A field that stands only when it says something. */
function unlessEmpty(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [camelCase(name)]: value };
}

function scalar(value: unknown): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return value;
  if (value === true) return true;
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === 0 ? undefined : texts;
}

function fromEntries(entries: readonly (readonly [string, JsonValue | undefined])[]): JsonObject {
  const present: [string, JsonValue][] = [];
  for (const [key, value] of entries) if (value !== undefined) present.push([key, value]);
  return Object.fromEntries(present);
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
