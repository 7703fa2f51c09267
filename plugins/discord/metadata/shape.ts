import type { JsonObject, JsonValue } from '@annals/domain';
import { z } from 'zod';
import type { RawPayload } from '../json-shape.ts';

/** What stands under one key of metadata. */
export interface Field {
  /** As the page says it: `text`, `list of embed`. */
  readonly form: string;
  readonly meaning: string;
  /** What is stored. Asked for when it is needed: shapes may hold themselves. */
  readonly schema: () => z.ZodType;
  /** What the form's name refers to, for the page. */
  readonly refersTo: () => Shape | NameTable | null;
  /** Undefined when the value says nothing, or is not what Discord documents. */
  readonly read: (value: unknown) => JsonValue | undefined;
  /** The payload's key, or how to find the value in it; else the metadata's key in snake case. */
  readonly source?: string | ((payload: RawPayload) => unknown);
}

/** What Discord numbers, by the names that its documentation gives the numbers. */
export interface NameTable {
  readonly title: string;
  readonly names: Readonly<Record<number, string>>;
}

/** An object of metadata: everything that may stand in it, and nothing else. */
export interface Shape {
  readonly title: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly schema: z.ZodType;
  /** Without what is absent; empty when nothing is there. */
  read(payload: RawPayload): JsonObject;
}

/** What most payloads have, and share. */
const NOTHING: JsonObject = Object.freeze({});

/**
 * Metadata is chosen, never copied whole: what Discord adds tomorrow may name people. One list of
 * fields says what is read, what it means, and what readers of the archive may rely on.
 */
export function shape(title: string, fields: Readonly<Record<string, Field>>): Shape {
  const readers = Object.entries(fields).map(([key, { source = snakeCase(key), read }]) => ({
    key,
    source,
    read,
  }));
  return {
    title,
    fields,
    get schema() {
      const entries = Object.entries(fields).map(([key, { schema }]) => [key, schema().optional()]);
      return z.strictObject(Object.fromEntries(entries));
    },
    read(payload) {
      let object: Record<string, JsonValue> | null = null;
      for (const { key, source, read } of readers) {
        const raw = typeof source === 'string' ? payload[source] : source(payload);
        // Most fields of most payloads: nothing is read out of nothing.
        if (raw === undefined || raw === null || raw === false || isEmptyList(raw)) continue;
        const value = read(raw);
        if (value === undefined) continue;
        object ??= {};
        object[key] = value;
      }
      return object ?? NOTHING;
    },
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
