import { z } from 'zod';
import type { HttpParts } from '../http-parts.ts';

/** A platform whose plugin is loaded, as it is answered. */
export interface PlatformView {
  readonly name: string;
  /** Where on the platform people find the id of a community; null when its plugin does not say. */
  readonly platformIdHint: string | null;
  /** What it cannot be read without and is not set where the API runs; null when nothing is missing. */
  readonly missingSetting: {
    /** The environment's variable. */
    readonly variable: string;
    /** What it is, in one sentence. */
    readonly description: string;
  } | null;
}

export interface PlatformList {
  readonly items: readonly PlatformView[];
}

const platformViewSchema: z.ZodType<PlatformView> = z
  .object({
    name: z.string(),
    platformIdHint: z.string().nullable(),
    missingSetting: z.object({ variable: z.string(), description: z.string() }).nullable(),
  })
  .meta({ id: 'Platform' });

/** All at once, in the order in which they are loaded: nobody loads pages of plugins. */
export const platformListSchema: z.ZodType<PlatformList> = z.object({
  items: z.array(platformViewSchema),
});

/** Of a setting only what it is for: never a value. */
export function platformView(platforms: HttpParts['platforms'], name: string): PlatformView {
  const missing = platforms.missingSetting(name);
  return {
    name,
    platformIdHint: platforms.platformIdHint(name),
    missingSetting: missing && { variable: missing.variable, description: missing.description },
  };
}
