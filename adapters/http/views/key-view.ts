import type { ApiKey } from '@annals/domain';
import { z } from 'zod';

/** A key, as it is answered: never the key itself. */
export interface KeyView {
  readonly keyId: string;
  /** Null for an admin key. */
  readonly tenantId: string | null;
  readonly name: string;
  /** The key's first characters. */
  readonly prefix: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly createdAt: string;
}

const time = z.iso.datetime().nullable();
const keyViewShape = {
  keyId: z.uuid(),
  tenantId: z.uuid().nullable(),
  name: z.string(),
  prefix: z.string(),
  expiresAt: time,
  revokedAt: time,
  lastUsedAt: time,
  createdAt: z.iso.datetime(),
};

export const keyViewSchema: z.ZodType<KeyView> = z.object(keyViewShape).meta({ id: 'Key' });

/** A key just made: its text is in this answer and never again in any. */
export interface NewKeyView extends KeyView {
  readonly key: string;
}

export const newKeyViewSchema: z.ZodType<NewKeyView> = z
  .object({
    ...keyViewShape,
    key: z.string(),
  })
  .meta({ id: 'NewKey' });

export function keyView(key: ApiKey): KeyView {
  return {
    keyId: key.id,
    tenantId: key.tenantId,
    name: key.name,
    prefix: key.prefix,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}
