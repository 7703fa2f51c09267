import { z } from 'zod';
import { type PlatformId, type TenantId, tenantIdSchema } from './ids.ts';
import type { JsonObject } from './json.ts';

/** `paused` and `cancelled` tenants keep their rows and are left out of the schedule. */
export const tenantStatuses = ['active', 'paused', 'cancelled'] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** One community on one platform. `platform` and `platformId` together are unique. */
export interface Tenant {
  readonly id: TenantId;
  /** Lower-case letters, digits and hyphens; unique; may stand for the id in every URL. */
  readonly slug: string;
  readonly name: string;
  /** The name of the platform's plugin, for instance `discord`. */
  readonly platform: string;
  readonly platformId: PlatformId;
  readonly status: TenantStatus;
  readonly settings: JsonObject;
  /** When a run of this tenant last ended `succeeded` or `partial`; null before the first. */
  readonly lastSyncedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const slugSchema: z.ZodType<string> = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');

/** Letters of Latin alphabets that Unicode does not take apart into one of a to z and an accent. */
const latinLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
  ...{ ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i' },
};

/**
 * A slug made from a name: letters without their accents, everything else a hyphen.
 * A name without a single Latin letter or digit gives `tenant`; one that looks like an id gets a
 * word before it, as a slug must never be taken for an id.
 */
export function slugFromName(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, (sign) => latinLetters[sign] ?? sign)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  if (slug === '') return 'tenant';
  return tenantIdSchema.safeParse(slug).success ? `tenant-${slug}` : slug;
}
