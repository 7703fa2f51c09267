import { describe, expect, test } from 'bun:test';
import { ApplicationError } from '@annals/application';
import type { ApiKey, ApiKeyId, Tenant, TenantId } from '@annals/domain';
import { describeVerbs, parseCommand, runCommand } from './run-verb.ts';
import { type CliParts, UsageError } from './verb.ts';

const tenant = {
  id: '018f2f6e-0000-7000-8000-000000000001' as TenantId,
  slug: 'guild',
  status: 'active',
} as Tenant;
const key: ApiKey = {
  id: '018f2f6e-0000-7000-8000-000000000002' as ApiKeyId,
  tenantId: null,
  name: 'a key',
  prefix: 'annals_abc',
  keyHash: 'f'.repeat(64),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  createdAt: new Date(0),
};

function refuse(): never {
  throw new Error('This part is not meant to be asked.');
}

interface Changes {
  readonly tenants?: Partial<CliParts['tenants']>;
  readonly keys?: Partial<CliParts['keys']>;
}

function partsWith({ tenants = {}, keys = {} }: Changes = {}): CliParts {
  const found = { find: async () => tenant, list: refuse, update: refuse, remove: refuse };
  return {
    tenants: { register: refuse, ...found, ...tenants },
    sync: { trigger: refuse, cancel: refuse, status: refuse },
    keys: { issue: refuse, list: refuse, revoke: refuse, ...keys },
    withWorker: (during) => during(),
    now: () => new Date('2024-05-01'),
    sleep: async () => {},
  };
}

async function run(command: string, parts: CliParts) {
  let output = '';
  let errors = '';
  const opened = { services: async () => parts, doctor: refuse };
  const code = await runCommand(parseCommand(command.split(' ')), opened, {
    output: { write: (text) => (output += text) },
    errors: { write: (text) => (errors += text) },
  });
  return { code, output, errors };
}

describe('a command line', () => {
  test.each(['', 'fly', 'keys list --colour', 'sync guild --full=maybe'])(
    '%p is refused before anything is opened',
    (command) => {
      expect(() => parseCommand(command === '' ? [] : command.split(' '))).toThrow(UsageError);
    },
  );

  test.each([
    'keys',
    'keys create',
    'keys create --name x --expires soon',
    'keys create --name x --expires 2020-01-01',
    'tenants delete guild',
    'tenants fly guild',
    'sync',
  ])('%p says what is missing', async (command) => {
    const failed = await run(command, partsWith()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UsageError);
  });

  test('the usage names every verb', () => {
    for (const verb of ['tenants', 'sync', 'status', 'keys']) {
      expect(describeVerbs()).toContain(`\n  ${verb} `);
    }
  });
});

describe('keys', () => {
  test('create shows the key once, list never, and neither its hash', async () => {
    const issue = async () => ({ apiKey: key, key: 'annals_abcdef' });
    const parts = partsWith({ keys: { issue } });
    const created = await run('keys create --name me --json', parts);
    expect(JSON.parse(created.output)).toMatchObject({ id: key.id, key: 'annals_abcdef' });
    expect(created.output).not.toContain(key.keyHash);
    const lister = partsWith({ keys: { list: async () => [key] } });
    const listed = await run('keys list', lister);
    expect(listed.output).toContain('annals_abc');
    expect(listed.output).not.toContain(key.keyHash);
  });
});

test('what the core declines is told in its sentence, with exit code 1', async () => {
  const register = async () => {
    throw new ApplicationError('platform_taken', 'This community has a tenant already.');
  };
  const parts = partsWith({ tenants: { register } });
  const told = await run('tenants add discord 123 --name x', parts);
  expect(told).toEqual({ code: 1, output: '', errors: 'This community has a tenant already.\n' });
});
