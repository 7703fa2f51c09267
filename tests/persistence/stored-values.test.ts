import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import type { ApiKeyId, TenantId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { newTenantId, noon, sampleMessage, sampleTenant } from './sample-rows.ts';

setDefaultTimeout(60_000);

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

test('settings that were written as a single row come back as they were', async () => {
  const { tenants } = archive.repositories;
  const tenant = sampleTenant({ settings: { note: '"\uFFFD👍', list: [1, { a: null }] } });
  await tenants.create(tenant);
  expect(await tenants.find(tenant.id)).toEqual(tenant);
});

test('JSON is encoded once, so that analysts can reach into it', async () => {
  const tenant = sampleTenant({ settings: { note: 'x' } });
  await archive.repositories.tenants.create(tenant);
  await archive.repositories.messages.upsert([
    sampleMessage(tenantId, 0, { platformMetadata: { json: '{"a": 1}' } }),
  ]);
  const rows = await archive.sql`
    select platform_metadata->>'json' as metadata, reaction_counts->0->>'emojiValue' as emoji,
      (select settings->>'note' from tenants where id = ${tenant.id}) as note
    from messages where tenant_id = ${tenantId}
  `;
  expect(rows).toEqual([{ metadata: '{"a": 1}', emoji: '🎉', note: 'x' }]);
});

describe('an error of the database', () => {
  const secret = 'the words of somebody';
  const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  const shown = (error: unknown) =>
    `${Bun.inspect(error, { depth: 10 })} ${JSON.stringify(error)} ${Object.values(
      Object.getOwnPropertyDescriptors(error),
    ).map(({ value }) => String(value))}`;

  test('names the rule that was broken, and shows no value of the row', async () => {
    const { apiKeys } = archive.repositories;
    const create = () =>
      apiKeys.create({
        id: crypto.randomUUID() as ApiKeyId,
        tenantId: null,
        name: secret,
        prefix: secret,
        keyHash: secret,
        expiresAt: null,
        revokedAt: null,
        lastUsedAt: null,
        createdAt: noon,
      });
    await create();
    const error = await thrownBy(create());
    expect(error).toMatchObject({
      name: 'StoreError',
      code: '23505',
      table: 'api_keys',
      constraint: 'api_keys_key_hash_key',
    });
    expect(shown(error)).not.toContain(secret);
  });

  test('says so when a text holds what PostgreSQL cannot, without the text', async () => {
    for (const change of [
      { content: `${secret}\u0000` },
      { platformMetadata: { note: `${secret}\u0000` } },
    ]) {
      const message = sampleMessage(tenantId, 1, change);
      const error = await thrownBy(archive.repositories.messages.upsert([message]));
      expect(error).toMatchObject({ name: 'StoreError', code: '22P05' });
      expect(String(error)).toContain('U+0000');
      expect(shown(error)).not.toContain(secret);
    }
    const slug = thrownBy(archive.repositories.tenants.findBySlug(`${secret}\u0000`));
    expect(await slug).toMatchObject({ name: 'StoreError', code: '22021' });
  });

  test('shows no value that the driver itself cannot send', async () => {
    const at = new Date(Number.NaN);
    const error = await thrownBy(archive.repositories.tenants.recordSynced(tenantId, at));
    expect(error).toMatchObject({ name: 'StoreError' });
  });

  test('tells what is wrong with a statement, of which the tables are a part', async () => {
    const error = await thrownBy(
      archive.connection.db
        .selectFrom('no_such_table' as 'tenants')
        .where('name', '=', secret)
        .execute(),
    );
    expect(String(error)).toContain('no_such_table');
    expect(shown(error)).not.toContain(secret);
  });
});
