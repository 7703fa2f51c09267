import { z } from 'zod';

/*
 * The fields of messages, each null when it is absent or not what Discord documents. By hand, where
 * everything else is checked by zod: for every message there is, that takes a tenth of the time.
 */

const SNOWFLAKE = /^\d{1,20}$/;
const DATE = z.regexes.datetime({ offset: true });
/** As Discord writes nearly all of them, on a day that every month has. */
const USUAL_DATE =
  /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}\+00:00$/;

const ZERO = '0'.charCodeAt(0);

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
  if (typeof value !== 'string') return null;
  if (USUAL_DATE.test(value)) return usualDate(value);
  if (!DATE.test(value)) return null;
  const date = new Date(value);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? date : null;
}

/** Digit by digit: a quarter of the time that JavaScript's own parser takes. */
function usualDate(text: string): Date {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5) - 1;
  const ms = twoDigits(text, 20) * 10 + text.charCodeAt(22) - ZERO;
  const midnight = Date.UTC(year, month, twoDigits(text, 8));
  const minutes = twoDigits(text, 11) * 60 + twoDigits(text, 14);
  return new Date(midnight + (minutes * 60 + twoDigits(text, 17)) * 1_000 + ms);
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}
