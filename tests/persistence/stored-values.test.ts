import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { ApiKeyId, Message, TenantId } from '@annals/domain';
import { TestArchive } from './archive.ts';
import { newTenantId, noon, sampleMessage, sampleTenant } from './sample-rows.ts';

let archive: TestArchive;
let tenantId: TenantId;

beforeAll(async () => {
  archive = await TestArchive.open();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(() => {
  tenantId = newTenantId();
});

async function store(way: 'insert' | 'upsert', message: Message): Promise<Message | null> {
  const { messages } = archive.repositories;
  await messages[way]([message]);
  return await messages.find(tenantId, message.channelId, message.id);
}

describe.each([
  ['new', 'insert'],
  ['one that may be there', 'upsert'],
] as const)('a message stored as %s comes back as it was', (_, way) => {
  test('in every script, with quotes, braces and backslashes', async () => {
    const text = '\uFFFD 👩‍👩‍👧 𝔘𝔫𝔦 漢字 עברית "quoted" {a,b} NULL \\n \\u0041 \u0001\t\r\n\u2028';
    const message = sampleMessage(tenantId, 1, {
      content: text,
      platformMetadata: { [text]: [text, { nested: text }, [], {}, null, true] },
      reactionCounts: [{ emojiType: 'custom', emojiValue: text, normal: 0, burst: 2 }],
    });
    expect(await store(way, message)).toEqual(message);
  });

  test('with every number of the metadata', async () => {
    const numbers = [0.1, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, -1.5, Number.MAX_VALUE];
    const message = sampleMessage(tenantId, 1, { platformMetadata: { numbers } });
    expect(await store(way, message)).toEqual(message);
  });

  test('with ids of any length, leading zeros included', async () => {
    for (const id of ['9007199254740993', '0012', '18446744073709551617', '1700000000.000100']) {
      const message = sampleMessage(tenantId, 1, { id: id as Message['id'] });
      expect(await store(way, message)).toEqual(message);
    }
  });

  test('with times to the millisecond', async () => {
    const message = sampleMessage(tenantId, 1, {
      platformCreatedAt: new Date('2015-01-01T00:00:00.001Z'),
      platformEditedAt: new Date('2026-12-31T23:59:59.999Z'),
    });
    expect(await store(way, message)).toEqual(message);
  });

  test('with words that mean something to PostgreSQL', async () => {
    for (const text of ['NULL', '', '{}', '\\', '"', '\\"', ',', ' ']) {
      const message = sampleMessage(tenantId, 1, {
        id: `id ${text}` as Message['id'],
        content: text,
        authorHash: null,
        platformMetadata: { text },
      });
      expect(await store(way, message)).toEqual(message);
    }
  });
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
  await store('upsert', sampleMessage(tenantId, 0, { platformMetadata: { json: '{"a": 1}' } }));
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
      const error = await thrownBy(store('upsert', sampleMessage(tenantId, 1, change)));
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
