import { z } from 'zod';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
