import { z } from 'zod';

/** Which community on which platform is meant: its id may come as it was copied, with spaces. */
export const communityShape: {
  readonly platform: z.ZodType<string>;
  readonly platformId: z.ZodType<string>;
} = {
  platform: z.string().min(1).max(63),
  platformId: z.string().trim().min(1).max(255),
};
