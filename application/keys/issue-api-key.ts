import type { ApiKey, ApiKeyId, TenantId } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { hashKey } from './key-hash.ts';

export interface IssueApiKeyParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Characters of a key that are kept, to recognise it by: the mark and six random ones. */
const PREFIX_LENGTH = 'annals_'.length + 6;

/** A new key and, this once, its text. `tenantId` null makes an admin key. */
export async function issueApiKey(
  { unitOfWork, clock, ids }: IssueApiKeyParts,
  request: {
    readonly tenantId: TenantId | null;
    readonly name: string;
    readonly expiresAt: Date | null;
  },
): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
  const key = `annals_${ids.secret()}`;
  const apiKey: ApiKey = {
    ...request,
    id: ids.uuid() as ApiKeyId,
    prefix: key.slice(0, PREFIX_LENGTH),
    keyHash: hashKey(key),
    revokedAt: null,
    lastUsedAt: null,
    createdAt: clock.now(),
  };
  await unitOfWork.repositories.apiKeys.create(apiKey);
  return { apiKey, key };
}

/** The text of a first admin key, or null when there is an active one already. */
export async function issueFirstAdminKey(parts: IssueApiKeyParts): Promise<string | null> {
  const { apiKeys } = parts.unitOfWork.repositories;
  if (await apiKeys.hasActiveAdminKey(parts.clock.now())) return null;
  const { key } = await issueApiKey(parts, {
    tenantId: null,
    name: 'first admin key',
    expiresAt: null,
  });
  return key;
}
