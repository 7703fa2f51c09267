import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type Account, runProgram } from './run-program.ts';

const ACCOUNT_NAME = 'postgres';

/**
 * Who runs the server; null for the account of this process. PostgreSQL refuses to run as root, so
 * root lends it to whoever owns the data, an ordinary user who then needs no root to go on with it,
 * and to the user `postgres` when the data is new.
 */
export async function serverAccount(home: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const cluster = join(home, 'cluster');
  const { uid, gid } = await stat(existsSync(cluster) ? cluster : home);
  if (uid !== 0) return { uid, gid };
  return (await lookUp()) ?? (await make());
}

async function make(): Promise<Account> {
  const asRoot = { account: null, cwd: '/' };
  const group = await runProgram('groupadd', ['--system', ACCOUNT_NAME], asRoot);
  const user = await runProgram(
    'useradd',
    ['--system', '--gid', ACCOUNT_NAME, '--no-create-home', ACCOUNT_NAME],
    asRoot,
  );
  const account = await lookUp();
  if (account !== null) return account;
  const reason = [group, user].find(({ succeeded }) => !succeeded)?.output ?? 'not found';
  throw new EmbeddedPostgresError(
    'no_server_account',
    `PostgreSQL does not run as root, and the user ${ACCOUNT_NAME} could not be made (${reason}): make that user, start Annals as an ordinary one, or set DATABASE_URL.`,
  );
}

async function lookUp(): Promise<Account | null> {
  const id = async (flag: string) => {
    const options = { account: null, cwd: '/' };
    const { succeeded, output } = await runProgram('id', [flag, ACCOUNT_NAME], options);
    return succeeded ? Number(output) : 0;
  };
  const account = { uid: await id('-u'), gid: await id('-g') };
  return account.uid > 0 && account.gid > 0 ? account : null;
}
