import { z } from 'zod';

/*
 * The fields of messages, each null when it is absent or not what Discord documents. By hand, where
 * everything else is checked by zod: for every message there is, that takes a tenth of the time.
 */

const SNOWFLAKE = /^\d{1,20}$/;
const DATE = z.regexes.datetime({ offset: true });

export function snowflakeIn(value: unknown): string | null {
  return typeof value === 'string' && SNOWFLAKE.test(value) ? value : null;
}

export function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function countIn(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

/** Of the years 1 to 9999, which dates of all databases and languages have in common. */
export function dateIn(value: unknown): Date | null {
  if (typeof value !== 'string' || !DATE.test(value)) return null;
  const date = new Date(value);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? date : null;
}
