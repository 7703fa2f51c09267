import { storableText } from '@annals/domain';

/**
 * A frozen copy of plain data, so that nobody changes a row by changing what was given or read.
 * As strict as PostgreSQL: text that it cannot hold and dates that are none are refused.
 */
export function storedCopy<T>(value: T): T {
  return copy(value) as T;
}

/** A copy of what is stored, for its reader to keep and to change. */
export function readCopy<T>(value: T): T {
  return copyRead(value) as T;
}

function copyRead(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(copyRead);
  const copied: Record<string, unknown> = { ...value };
  for (const key of Object.keys(value)) {
    const item = copied[key];
    if (typeof item === 'object' && item !== null) setOwn(copied, key, copyRead(item));
  }
  return copied;
}

/** `__proto__` is a key like any other: it is defined, since it cannot be assigned. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true });
}

function copy(value: unknown): unknown {
  if (typeof value === 'string') return checkedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return checkedDate(value);
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  return copyObject(value);
}

function copyObject(value: object): object {
  const copied: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    // JSON has no such value: the key would not be there either.
    if (item === undefined) continue;
    setOwn(copied, checkedText(key), copy(item));
  }
  return Object.freeze(copied);
}

function checkedText(text: string): string {
  if (storableText(text) !== text) throw new Error('PostgreSQL cannot hold this text.');
  return text;
}

function checkedDate(date: Date): Date {
  if (Number.isNaN(date.getTime())) throw new Error('PostgreSQL cannot hold an invalid date.');
  return new Date(date);
}
