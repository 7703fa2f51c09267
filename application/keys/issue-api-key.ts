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

interface ApiKeyRequest {
  readonly tenantId: TenantId | null;
  readonly name: string;
  readonly expiresAt: Date | null;
}

interface NewApiKey {
  readonly apiKey: ApiKey;
  readonly key: string;
}

/** Characters of a key that are kept, to recognise it by: the mark and six random ones. */
const PREFIX_LENGTH = 'annals_'.length + 6;

/** A new key and, this once, its text. `tenantId` null makes an admin key. */
export async function issueApiKey(
  parts: IssueApiKeyParts,
  request: ApiKeyRequest,
): Promise<NewApiKey> {
  const made = makeApiKey(parts, request);
  await parts.unitOfWork.repositories.apiKeys.create(made.apiKey);
  return made;
}

/**
 * The text of a first admin key, or null when there is an active one already. Of several processes
 * that start at once one makes it.
 */
export function issueFirstAdminKey(parts: IssueApiKeyParts): Promise<string | null> {
  return parts.unitOfWork.transaction(async ({ apiKeys }) => {
    await apiKeys.lockAdminKeys();
    if (await apiKeys.hasActiveAdminKey(parts.clock.now())) return null;
    const request = { tenantId: null, name: 'first admin key', expiresAt: null };
    const { apiKey, key } = makeApiKey(parts, request);
    await apiKeys.create(apiKey);
    return key;
  });
}

function makeApiKey(
  { clock, ids }: Pick<IssueApiKeyParts, 'clock' | 'ids'>,
  request: ApiKeyRequest,
): NewApiKey {
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
  return { apiKey, key };
}
