import type { JsonObject, JsonValue } from '@annals/domain';
import { z } from 'zod';
import { snowflakeIn } from '../field-values.ts';
import { objectIn, objectsIn, type RawPayload } from '../json-shape.ts';
import { withoutSignature } from '../signed-url.ts';
import type { Field, NameTable, Shape } from './shape.ts';

/*
 * The kinds of things that metadata says. Ids of things stand under keys `id`, `…Id` and `…Ids`,
 * where they stay as they are; people only as mentions, which become hashes like those in texts.
 */

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
/** Somebody's id may be a thing's too: the application of a bot that wrote the message. */
const STORED_ID = /^(?:\d{1,20}|[0-9a-f]{64})$/;
const STORED_PERSON = /^<@[0-9a-f]{64}>$/;

export function text(meaning: string): Field {
  return field('text', meaning, z.string().min(1), textIn);
}

export function texts(meaning: string): Field {
  return field('list of text', meaning, z.array(z.string().min(1)).min(1), (value) =>
    listOf(value, textIn),
  );
}

export function link(meaning: string): Field {
  return field('link', meaning, z.string().min(1), (value) => {
    const url = textIn(value);
    return url === undefined ? undefined : withoutSignature(url);
  });
}

export function number(meaning: string): Field {
  return field('number', meaning, z.number(), (value) =>
    typeof value === 'number' && Number.isFinite(value) ? value : undefined,
  );
}

/** A number that Discord writes as text. */
export function numeral(meaning: string): Field {
  return field('number', meaning, z.int().nonnegative(), (value) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined,
  );
}

/** Is there when it is true. */
export function mark(meaning: string): Field {
  return field('true', meaning, z.literal(true), (value) => (value === true ? true : undefined));
}

export function time(meaning: string): Field {
  return field('time', meaning, z.string().regex(TIME), (value) =>
    typeof value === 'string' && TIME.test(value) ? value : undefined,
  );
}

export function id(meaning: string): Field {
  return field('id', meaning, z.string().regex(STORED_ID), idIn);
}

export function ids(meaning: string): Field {
  return idList(meaning, idIn);
}

/** The ids of objects of which nothing else is kept. */
export function idsOfObjects(meaning: string): Field {
  return idList(meaning, (item) => idIn(objectIn(item)?.id));
}

export function person(meaning: string): Field {
  return field('person', meaning, z.string().regex(STORED_PERSON), personIn);
}

export function people(meaning: string): Field {
  return field(
    'list of person',
    meaning,
    z.array(z.string().regex(STORED_PERSON)).min(1),
    (value) => listOf(value, personIn),
  );
}

/** One of the table's names, or `unknown_<number>` for what Discord has added since. */
export function name(table: NameTable, meaning: string): Field {
  const read = (value: unknown) =>
    Number.isSafeInteger(value) && Number(value) >= 0
      ? (table.names[Number(value)] ?? `unknown_${value}`)
      : undefined;
  return { ...field('name', meaning, z.string().min(1), read), refersTo: () => table };
}

/** The names of the bits that are set, from the lowest; never an empty list. */
export function flags(table: NameTable, meaning: string): Field {
  const read = (value: unknown) => {
    if (!Number.isSafeInteger(value) || Number(value) <= 0) return undefined;
    const names: string[] = [];
    // More than 32 bits: JavaScript's bit operators would cut them off.
    for (let bit = 0, rest = Number(value); rest > 0; bit += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) names.push(table.names[bit] ?? `unknown_${bit}`);
    }
    return names;
  };
  const schema = z.array(z.string().min(1)).min(1);
  return { ...field('list of name', meaning, schema, read), refersTo: () => table };
}

/** An object; left out when nothing is in it. */
export function one(shapeOf: () => Shape, meaning: string): Field {
  return object(shapeOf, meaning, (found) => !isEmpty(found));
}

/** An object that says something by being there. */
export function oneEvenEmpty(shapeOf: () => Shape, meaning: string): Field {
  return object(shapeOf, meaning, () => true);
}

/** Objects, in Discord's order; left out when there are none. */
export function list(shapeOf: () => Shape, meaning: string): Field {
  return {
    form: 'list of object',
    meaning,
    schema: () => z.array(z.lazy(() => shapeOf().schema)).min(1),
    refersTo: shapeOf,
    read(value) {
      const items = objectsIn(value);
      return items.length === 0 ? undefined : items.map((item) => shapeOf().read(item));
    },
  };
}

/** A field whose value stands elsewhere in the payload than its key says. */
export function foundAt(source: string | ((payload: RawPayload) => unknown), kind: Field): Field {
  return { ...kind, source };
}

function object(
  shapeOf: () => Shape,
  meaning: string,
  isSaid: (found: JsonObject) => boolean,
): Field {
  return {
    form: 'object',
    meaning,
    schema: () => z.lazy(() => shapeOf().schema),
    refersTo: shapeOf,
    read(value) {
      const raw = objectIn(value);
      if (raw === null) return undefined;
      const found = shapeOf().read(raw);
      return isSaid(found) ? found : undefined;
    },
  };
}

function field(
  form: string,
  meaning: string,
  schema: z.ZodType,
  read: (value: unknown) => JsonValue | undefined,
): Field {
  return { form, meaning, schema: () => schema, refersTo: () => null, read };
}

function idList(meaning: string, read: (item: unknown) => string | undefined): Field {
  return field('list of id', meaning, z.array(z.string().regex(STORED_ID)).min(1), (value) =>
    listOf(value, read),
  );
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function idIn(value: unknown): string | undefined {
  return snowflakeIn(value) ?? undefined;
}

/** From a user, or from the bare id of one. */
function personIn(value: unknown): string | undefined {
  const userId = idIn(typeof value === 'string' ? value : objectIn(value)?.id);
  return userId === undefined ? undefined : `<@${userId}>`;
}

function listOf(
  value: unknown,
  read: (item: unknown) => string | undefined,
): readonly string[] | undefined {
  // Most lists of most payloads are empty.
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
