import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { url } from './environment-variable.ts';

const CERTIFICATE_WORDS = ['sslrootcert', 'sslcert', 'sslkey'];
/** In place of a file: the certificates that the system trusts. */
const SYSTEMS_OWN = 'system';

/**
 * The address of a PostgreSQL, as far as the archive's driver and its queue's both read it: of what
 * `psql` takes, neither knows more.
 */
export const databaseUrl: z.ZodType<string> = z
  .string()
  .refine(
    (text) => !hostsOf(text).includes(','),
    'names several hosts: name one, such as an address that always leads to the server that takes writes',
  )
  .pipe(url('postgres:', 'postgresql:'))
  .pipe(
    z
      .string()
      .refine(
        (text) => !isUndecided(text),
        'leaves it to the server whether connections are encrypted: say sslmode=require where it has a certificate, sslmode=disable where it has none',
      ),
  )
  .pipe(
    z
      .string()
      .refine(
        (text) => certificateFilesOf(text).every(canBeRead),
        `names a file that cannot be read: look at ${CERTIFICATE_WORDS.join(', ')}`,
      ),
  );

/** Where a URL names its servers, with their ports. */
function hostsOf(text: string): string {
  const [authority = ''] = text.replace(/^[^/]*\/\//, '').split(/[/?#]/);
  return authority.slice(authority.lastIndexOf('@') + 1);
}

function isUndecided(text: string): boolean {
  return ['allow', 'prefer'].includes(new URL(text).searchParams.get('sslmode') ?? '');
}

function certificateFilesOf(text: string): string[] {
  const words = new URL(text).searchParams;
  return CERTIFICATE_WORDS.flatMap((word) => words.get(word) ?? []).filter(
    (file) => file !== SYSTEMS_OWN,
  );
}

function canBeRead(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}
