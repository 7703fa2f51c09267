import { z } from 'zod';
import { url } from './environment-variable.ts';

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
  );

/** Where a URL names its servers, with their ports. */
function hostsOf(text: string): string {
  const [authority = ''] = text.replace(/^[^/]*\/\//, '').split(/[/?#]/);
  return authority.slice(authority.lastIndexOf('@') + 1);
}

function isUndecided(text: string): boolean {
  return ['allow', 'prefer'].includes(new URL(text).searchParams.get('sslmode') ?? '');
}
