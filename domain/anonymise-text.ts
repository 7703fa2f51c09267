import type { IdHasher } from './id-hasher.ts';
import type { PlatformUserId } from './ids.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { storableText } from './storable-text.ts';

/**
 * How ids look in one platform's texts. Sources of regular expressions, which are used with the flags
 * `iu`: where ids are capital letters and digits, more than that must tell them from words.
 */
export interface PersonGrammar {
  /** A mention of a person, whole, with the id in the named group `mentioned`. */
  readonly mention: string;
  /** What holds ids that are no person's: links to channels, custom emoji, role mentions. */
  readonly notPeople: string;
  /** An id that stands by itself, inside a profile link for instance. */
  readonly bareId: string;
  /** The hash of somebody's picture, in a link to it: it tells a person as well as an id does. */
  readonly picture: string;
  /** A sign that every id of a person and every link to a picture has: a text without it holds nobody. */
  readonly trace: string;
}

export interface Anonymiser {
  /** Storable text in which no person's id is left; `personIds` are those the payload names. */
  text(text: string, personIds: Iterable<PlatformUserId>): string;
  /** The same for every string and key of a JSON object, apart from ids of things. */
  json(value: JsonObject, personIds: Iterable<PlatformUserId>): JsonObject;
}

/**
 * A checksum, or a hash put here before: its digits are no id, however many stand in a row. It may
 * follow an escaped sign (`%2F`), which is no part of it.
 */
const DIGEST =
  '(?:(?<=%[0-9a-f]{2})|(?<![0-9a-f%])(?<!%[0-9a-f]))(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9a-f])';

/**
 * Replaces ids of people by their hashes, so that the same person has the same replacement
 * everywhere.
 *
 * An id that stands alone is taken for a person's even when nothing says so: whether a number in
 * a sentence is somebody's id depends on what else has been read so far, and a text must come out
 * the same, and clean, whichever message is read first. The price is that a message id typed as a
 * bare number becomes a hash too; links to channels and messages stay as they are.
 */
export function createAnonymiser(grammar: PersonGrammar, hasher: IdHasher): Anonymiser {
  const pattern = new RegExp(
    `${grammar.mention}|${grammar.picture}|(?<kept>${grammar.notPeople}|${DIGEST})|${grammar.bareId}`,
    'giu',
  );
  const trace = new RegExp(grammar.trace, 'iu');
  const loneMention = new RegExp(`^(?:${grammar.mention})$`, 'iu');
  const hash = (id: string) => hasher.hash(id as PlatformUserId);

  const replacement = (match: string, ...rest: unknown[]) => {
    const { mentioned, kept } = rest.at(-1) as Record<string, string | undefined>;
    if (mentioned !== undefined) return `<@${hash(mentioned)}>`;
    return kept === undefined ? hash(match) : match;
  };

  const replaceKnown = (text: string, personIds: Iterable<PlatformUserId>) => {
    let replaced = text;
    for (const id of personIds) {
      // A hash is hexadecimal: it holds no `$`, which means something in a replacement.
      if (replaced.includes(id)) replaced = replaced.replaceAll(id, hash(id));
    }
    return replaced;
  };

  const text = (raw: string, personIds: Iterable<PlatformUserId>) => {
    const storable = storableText(raw);
    // Most texts hold nobody, and the whole pattern takes long to find that out.
    if (!trace.test(storable)) return storable;
    // So metadata names people: most of the texts that hold somebody are this and nothing else.
    const mentioned = loneMention.exec(storable)?.groups?.mentioned;
    if (mentioned !== undefined) return `<@${hash(mentioned)}>`;
    return replaceKnown(storable.replace(pattern, replacement), personIds);
  };

  const value = (raw: JsonValue, key: string, personIds: Iterable<PlatformUserId>): JsonValue => {
    if (typeof raw === 'string') {
      return isIdKey(key) ? replaceKnown(storableText(raw), personIds) : text(raw, personIds);
    }
    if (typeof raw !== 'object' || raw === null) return raw;
    if (isArray(raw)) return raw.map((item) => value(item, key, personIds));
    return object(raw, personIds);
  };

  const object = (raw: JsonObject, personIds: Iterable<PlatformUserId>): JsonObject => {
    const keys = Object.keys(raw);
    // Most metadata is empty.
    if (keys.length === 0) return raw;
    const clean: Record<string, JsonValue> = {};
    for (const key of keys) {
      const name = text(key, personIds);
      const item = value(raw[key] ?? null, key, personIds);
      if (name === '__proto__') setOwn(clean, name, item);
      else clean[name] = item;
    }
    return clean;
  };

  return { text, json: object };
}

/** Where an assignment would change what the object inherits. */
function setOwn(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  const own = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(object, key, own);
}

/** `Array.isArray` does not narrow readonly arrays away. */
function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** By convention of `platformMetadata`: ids of things, never of people. */
function isIdKey(key: string): boolean {
  return key === 'id' || key.endsWith('Id') || key.endsWith('Ids');
}
