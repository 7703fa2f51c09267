import type { Command } from 'commander';
import type { NewTenant } from '../api/api-client.ts';
import { type ExitCode, wrongUsage } from '../cli-error.ts';
import { mustNotBeEmpty } from '../questions.ts';
import { describeTenant, describeTenants } from '../rendering/describe-status.ts';
import type { Act, VerbCall } from '../verb-call.ts';

/** The communities that are archived. */
export function addTenantVerbs(program: Command, act: Act): void {
  const tenants = program.command('tenants').description('add, list, pause and remove communities');
  tenants.command('list').description('list all tenants').action(act(list));
  tenants
    .command('show <tenant>')
    .description('show one, and where its sync stands')
    .action(act(show));
  tenants
    .command('add <platform> <platform-id>')
    .description('archive a community from now on; its first sync is queued')
    .option('--name <name>', 'what to call it; on a terminal you are asked')
    .option('--slug <slug>', 'its short name in addresses; otherwise made from the name')
    .action(act(add));
  tenants
    .command('pause <tenant>')
    .description('stop archiving it; its rows stay')
    .action(act((call: VerbCall, tenant: string) => setStatus(call, tenant, 'paused')));
  tenants
    .command('resume <tenant>')
    .description('start archiving it again')
    .action(act((call: VerbCall, tenant: string) => setStatus(call, tenant, 'active')));
  tenants
    .command('remove <tenant>')
    .description('remove it, with everything archived of it')
    .option('--yes', 'do not ask for its slug first')
    .action(act(remove));
}

async function list(call: VerbCall): Promise<ExitCode> {
  const tenants = await (await call.api()).tenants();
  call.say(tenants, describeTenants(tenants, call.palette));
  return 0;
}

async function show(call: VerbCall, name: string): Promise<ExitCode> {
  const api = await call.api();
  const [tenant, sync] = await Promise.all([api.tenant(name), api.status(name)]);
  call.say({ tenant, sync }, describeTenant(tenant, sync, call.palette));
  return 0;
}

async function add(
  call: VerbCall<{ readonly name?: string; readonly slug?: string }>,
  platform: string,
  platformId: string,
): Promise<ExitCode> {
  const { slug } = call.options;
  const name = call.options.name ?? (await askName(call));
  const tenant: NewTenant = { name, platform, platformId, ...(slug !== undefined && { slug }) };
  const added = await (await call.api()).addTenant(tenant);
  const follow = `→ \`annals sync ${added.slug} --watch\` shows how far it is.`;
  call.say(added, `${added.slug} is archived from now on; its first sync is queued.\n${follow}`);
  return 0;
}

async function askName({ parts }: VerbCall): Promise<string> {
  if (parts.questions === null) {
    throw wrongUsage('The name is missing.', 'Give it one with --name.');
  }
  return await parts.questions.text('What is the community called?', mustNotBeEmpty);
}

async function setStatus(
  call: VerbCall,
  name: string,
  status: 'active' | 'paused',
): Promise<ExitCode> {
  const tenant = await (await call.api()).setTenantStatus(name, status);
  call.say(tenant, `${tenant.slug} is ${call.palette.state(tenant.status)}.`);
  return 0;
}

async function remove(call: VerbCall<{ readonly yes?: true }>, name: string): Promise<ExitCode> {
  const api = await call.api();
  const tenant = await api.tenant(name);
  if (call.options.yes !== true) await confirmRemoval(call, tenant.slug);
  await api.removeTenant(tenant.id);
  call.say({ removed: tenant.id }, `${tenant.slug} and everything archived of it are gone.`);
  return 0;
}

async function confirmRemoval({ parts }: VerbCall<object>, slug: string): Promise<void> {
  const loss = `Everything archived of ${slug} would be gone for good`;
  if (parts.questions === null) throw wrongUsage(`${loss}.`, 'Add --yes if you mean it.');
  await parts.questions.text(`${loss}. Type ${slug} if you mean it:`, (answer) =>
    answer.trim() === slug ? undefined : `That is not ${slug}.`,
  );
}
