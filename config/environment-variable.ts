import { z } from 'zod';

/** One variable of the environment: what it takes, and what people are told of it. */
export interface Variable<T> {
  readonly description: string;
  /** What holds when the variable is not set, in the README's words. */
  readonly defaultText: string;
  readonly secret: boolean;
  readonly schema: z.ZodType<T>;
}

export function variable<T>(
  schema: z.ZodType<T>,
  defaultText: string,
  description: string,
  secret: 'secret' | 'public' = 'public',
): Variable<T> {
  return { schema, defaultText, description, secret: secret === 'secret' };
}

export function url(...protocols: string[]): z.ZodType<string, string> {
  const shown = protocols.map((protocol) => `${protocol}//…`).join(' or ');
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `is not a URL of the form ${shown}`,
    )
    .refine(
      (text) => !/%(?![\da-f]{2})/i.test(text),
      'has a % with no sign behind it: write %25 for a % in a user or password',
    );
}

export function wholeNumber(from: number, to: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^\d{1,9}$/, `is not a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `is not a whole number from ${from} to ${to}`);
}

export const yesOrNo: z.ZodType<boolean> = z
  .enum(['true', 'false', '1', '0'], 'is not true or false')
  .transform((text) => text === 'true' || text === '1');

export function optional<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.optional().transform((value) => value ?? null);
}
