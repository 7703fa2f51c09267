import type { Command } from 'commander';
import { z } from 'zod';
import { type ExitCode, wrongUsage } from '../cli-error.ts';
import { mustNotBeEmpty } from '../questions.ts';
import { describeKeys } from '../rendering/describe-keys.ts';
import { moment } from '../rendering/quantities.ts';
import type { Act, VerbCall } from '../verb-call.ts';

interface KeyOptions {
  readonly tenant?: string;
}

interface NewKeyOptions extends KeyOptions {
  readonly name?: string;
  readonly expires?: string;
}

const ofTenant = ['--tenant <tenant>', 'for this tenant; otherwise an admin’s'] as const;

/** Keys to the API. */
export function addKeyVerbs(program: Command, act: Act): void {
  const keys = program.command('keys').description('create, list and revoke keys to the API');
  keys
    .command('create')
    .description('make a key, which is shown once; without a tenant it is an admin’s')
    .option('--name <name>', 'what it is for; on a terminal you are asked')
    .option('--expires <time>', 'when it expires: 2030-01-31, or an exact time')
    .option(...ofTenant)
    .action(act(create));
  keys
    .command('list')
    .description('list keys')
    .option(...ofTenant)
    .action(act(list));
  keys
    .command('revoke <key-id>')
    .description('end a key at once')
    .option(...ofTenant)
    .action(act(revoke));
}

async function create(call: VerbCall<NewKeyOptions>): Promise<ExitCode> {
  const { tenant = null, expires } = call.options;
  const expiresAt = expires === undefined ? null : readTime(expires);
  const name = call.options.name ?? (await askName(call));
  const created = await (await call.api()).createKey(tenant, {
    name,
    ...(expiresAt !== null && { expiresAt }),
  });
  const end = created.expiresAt === null ? '' : `\nIt expires at ${moment(created.expiresAt)}.`;
  call.say(
    created,
    `The key, shown this once:\n\n  ${created.key}\n\nIts id: ${created.keyId}${end}`,
  );
  return 0;
}

async function askName({ parts }: VerbCall<NewKeyOptions>): Promise<string> {
  if (parts.questions === null) {
    throw wrongUsage('The name is missing.', 'Say what it is for with --name.');
  }
  return await parts.questions.text('What is the key for?', mustNotBeEmpty);
}

async function list(call: VerbCall<KeyOptions>): Promise<ExitCode> {
  const keys = await (await call.api()).keys(call.options.tenant ?? null);
  call.say(keys, describeKeys(keys, call.parts.clock.now(), call.palette));
  return 0;
}

async function revoke(call: VerbCall<KeyOptions>, keyId: string): Promise<ExitCode> {
  const key = await (await call.api()).revokeKey(call.options.tenant ?? null, keyId);
  call.say(key, `The key ${key.prefix}… no longer opens anything.`);
  return 0;
}

/** A day, which begins in UTC, or a time that says its zone: not that of whoever types it. */
const dayOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

function readTime(text: string): string {
  if (dayOrTime.safeParse(text).success) return new Date(text).toISOString();
  throw wrongUsage('--expires is not a time.', 'Write it as 2030-01-31 or 2030-01-31T12:00:00Z.');
}
