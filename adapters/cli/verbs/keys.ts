import { type ApiKey, apiKeyIdSchema, type TenantId } from '@annals/domain';
import { formatTable } from '../format-table.ts';
import {
  type ServiceVerb,
  tenantNamed,
  textOption,
  UsageError,
  type VerbCall,
  wordAt,
} from '../verb.ts';

const PAGE_SIZE = 100;

/** Keys to the API. */
export const keysVerb: ServiceVerb = {
  name: 'keys',
  usage: [
    [
      'keys create --name NAME [--tenant TENANT] [--expires TIME]',
      'make a key; without a tenant it reaches all',
    ],
    ['keys list [--tenant TENANT]', 'the admin keys, or those of a tenant'],
    ['keys revoke KEY_ID [--tenant TENANT]', 'make a key useless'],
  ],
  options: { name: { type: 'string' }, tenant: { type: 'string' }, expires: { type: 'string' } },
  needs: 'servers',
  async run(call) {
    const action = wordAt(call.words, 0, 'action (create, list or revoke)');
    const tenant = textOption(call.options, 'tenant');
    const tenantId = tenant === undefined ? null : (await tenantNamed(call.parts, tenant)).id;
    if (action === 'create') return await create(call, tenantId);
    if (action === 'list') return await list(call, tenantId);
    if (action === 'revoke') return await revoke(call, tenantId);
    throw new UsageError(`keys cannot ${action}: it can create, list or revoke.`);
  },
};

async function create({ parts, options, answer }: VerbCall, tenantId: TenantId | null) {
  const name = textOption(options, 'name');
  if (name === undefined || name.trim() === '') throw new UsageError('--name is missing.');
  const expiresAt = expiryOf(textOption(options, 'expires'), parts.now());
  const { apiKey, key } = await parts.keys.issue({ tenantId, name: name.trim(), expiresAt });
  answer.say(
    { ...shown(apiKey), key },
    `The key, shown this once:\n\n  ${key}\n\nIts id: ${apiKey.id}`,
  );
  return 0 as const;
}

async function list({ parts, answer }: VerbCall, tenantId: TenantId | null) {
  const keys: ApiKey[] = [];
  for (;;) {
    const after = keys.at(-1)?.id ?? null;
    const page = await parts.keys.list(tenantId, { after, limit: PAGE_SIZE });
    keys.push(...page);
    if (page.length < PAGE_SIZE) break;
  }
  const now = parts.now();
  const rows = keys.map((key) => [key.id, key.prefix, key.name, stateOf(key, now)]);
  answer.say(
    keys.map(shown),
    formatTable([['id', 'begins with', 'name', 'state'], ...rows]).trimEnd(),
  );
  return 0 as const;
}

async function revoke({ parts, words, answer }: VerbCall, tenantId: TenantId | null) {
  const word = wordAt(words, 1, 'id of the key');
  const keyId = apiKeyIdSchema.safeParse(word);
  const key = keyId.success ? await parts.keys.revoke(tenantId, keyId.data) : null;
  if (key === null)
    throw new UsageError(
      `There is no key ${word}${tenantId === null ? ' among the admin keys; name its --tenant' : ''}.`,
    );
  answer.say(shown(key), `The key ${key.prefix}… opens nothing any more.`);
  return 0 as const;
}

function expiryOf(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new UsageError('--expires is no time, for instance 2030-01-31.');
  if (time <= now) throw new UsageError('--expires lies in the past.');
  return time;
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'active';
  return expiresAt > now ? `active until ${expiresAt.toISOString()}` : 'expired';
}

/** Never the hash. */
function shown({ keyHash: _, ...key }: ApiKey): Omit<ApiKey, 'keyHash'> {
  return key;
}
