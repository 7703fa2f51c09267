import { noCounters, type RunId, type TenantId } from '@annals/domain';
import { connectDatabase, KyselyUnitOfWork } from '@annals/persistence';
import { z } from 'zod';
import { type ApiDocument, readApiDocument } from '../api-document.ts';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { ADMIN_KEY, ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';
import { signedInToken } from './browser-session.ts';

/** What stands in every row of the other tenant, and is never to be seen with this one's key. */
export const OTHERS_MARK = 'nobody-elses-business';

/** A tenant with something of everything. */
interface AttackedTenant {
  readonly id: string;
  readonly slug: string;
  readonly runId: string;
  readonly keyId: string;
  readonly key: string;
}

/** A real `api` process on a real database, with two tenants and every kind of key. */
export interface AttackedService extends AsyncDisposable {
  readonly url: string;
  readonly database: TestDatabase;
  readonly process: RunningService;
  readonly document: ApiDocument;
  readonly tenant: AttackedTenant;
  readonly other: AttackedTenant;
  readonly expiredKey: string;
  readonly revokedKey: string;
  /** Tokens of browsers' sessions, by whose key they were made with while it was good. */
  readonly sessions: Readonly<Record<'admin' | 'tenant' | 'other' | 'expired' | 'revoked', string>>;
  /** Texts that are never to be seen anywhere. */
  readonly secrets: readonly string[];
}

export async function startAttackedService(): Promise<AttackedService> {
  const database = await openEmptyTestDatabase();
  const process = await RunningService.start(
    'api',
    serviceEnvironment({ DATABASE_URL: database.url, LOG_LEVEL: 'debug' }),
  );
  const url = await process.apiUrl();
  const api = new ApiClient(url);
  const tenant = await makeTenant(api, database.url, 'garden', '300000000000000001');
  const other = await makeTenant(api, database.url, OTHERS_MARK, '300000000000000002');
  const revoked = await makeKey(api, tenant.slug);
  const revokedSession = await signedInToken(url, revoked.key);
  await api.ask(`/api/tenants/${tenant.slug}/keys/${revoked.keyId}`, { method: 'DELETE' });
  const expiring = await makeKey(api, tenant.slug);
  const expiredSession = await signedInToken(url, expiring.key);
  await expire(database.url, expiring.keyId);
  const sessions = {
    admin: await signedInToken(url, ADMIN_KEY),
    tenant: await signedInToken(url, tenant.key),
    other: await signedInToken(url, other.key),
    ...{ expired: expiredSession, revoked: revokedSession },
  };
  const keys = [ADMIN_KEY, tenant.key, other.key, revoked.key, expiring.key];
  const secrets = [BOT_TOKEN, ...keys, ...Object.values(sessions)];
  return {
    ...{ url, database, process, tenant, other, sessions, secrets },
    ...{ expiredKey: expiring.key, revokedKey: revoked.key },
    document: await readApiDocument(url),
    async [Symbol.asyncDispose]() {
      await process.stop();
      await database.close();
    },
  };
}

async function makeTenant(
  api: ApiClient,
  databaseUrl: string,
  name: string,
  platformId: string,
): Promise<AttackedTenant> {
  const slug = await api.register(name, platformId);
  const { body } = await api.ask(`/api/tenants/${slug}`);
  const { id } = z.object({ id: z.string() }).parse(body);
  const runId = await endRun(databaseUrl, id as TenantId, name);
  return { id, slug, runId, ...(await makeKey(api, slug)) };
}

/** Lets the first run end with an error and a channel, as a worker would. */
async function endRun(databaseUrl: string, tenantId: TenantId, text: string): Promise<RunId> {
  await using connection = connectDatabase(databaseUrl);
  const { runs, runLeases, errors, channels, progress } = new KyselyUnitOfWork(connection.db)
    .repositories;
  const queued = await runs.findActive(tenantId);
  const claimed = queued && (await runLeases.claim(queued.id, new Date()));
  if (claimed === null) throw new Error('A new tenant has a run.');
  const { id: runId, fence } = claimed;
  await channels.upsert([
    {
      ...{ tenantId, id: '1' as never, name: text, type: 'text', parentId: null, topic: text },
      platformMetadata: {},
    },
  ]);
  await progress.recordListing(tenantId, [
    { channelId: '1' as never, newestMessageId: null, pending: false },
  ]);
  await errors.add([
    {
      ...{ tenantId, runId, channelId: null, messageId: null, code: 'unavailable', message: text },
      ...{ attempt: 1, occurredAt: new Date() },
    },
  ]);
  const lease = { runId, tenantId, fence };
  await runLeases.heartbeat(
    lease,
    {
      channels: { total: 1, done: 1, skipped: 0, failed: 0 },
      ...{ percent: 100, currentChannel: text, expectedEndAt: null, added: noCounters },
      knownStoredAt: new Date(0),
    },
    new Date(),
  );
  const error = { code: 'internal_error', message: text };
  await runLeases.finish(lease, { status: 'failed', error, at: new Date() });
  return runId;
}

async function makeKey(api: ApiClient, slug: string): Promise<{ key: string; keyId: string }> {
  const { body } = await api.ask(`/api/tenants/${slug}/keys`, {
    method: 'POST',
    body: { name: slug },
  });
  return z.object({ key: z.string(), keyId: z.string() }).parse(body);
}

/** No key can be made that has expired: time goes on in the table instead. */
async function expire(databaseUrl: string, keyId: string): Promise<void> {
  await using connection = connectDatabase(databaseUrl);
  await connection.db
    .updateTable('api_keys')
    .set({ expires_at: new Date(Date.now() - 1) })
    .where('id', '=', keyId as never)
    .execute();
}
