import { readFileSync } from 'node:fs';
import type postgres from 'postgres';

/**
 * What a URL may say to libpq alone, on the way it connects. Hosts of PostgreSQL hand such URLs out,
 * and `psql` and `pg_dump` take them; the driver here would pass these words on to the server, which
 * lets nobody in who says one that it does not know.
 */
const LIBPQ_ONLY = [
  'channel_binding',
  'fallback_application_name',
  'gssdelegation',
  'gssencmode',
  'gsslib',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'krbsrvname',
  'load_balance_hosts',
  'sslcert',
  'sslcompression',
  'sslkey',
  'sslrootcert',
  'sslsni',
] as const;

/** Those that ask for a certificate to be shown, or for encryption at least. */
const ENCRYPTED = new Set(['require', 'verify-ca', 'verify-full']);

interface DriverAddress {
  readonly url: string;
  readonly options: postgres.Options<Record<string, never>>;
}

/** The URL as the driver takes it, and what else it must be told. Throws for a file that it cannot read. */
export function asDriverReads(url: string): DriverAddress {
  const read = new URL(url);
  const options = certificatesOf(read.searchParams);
  for (const word of LIBPQ_ONLY) read.searchParams.delete(word);
  // The driver knows all but the one that asks for nothing.
  read.searchParams.delete('target_session_attrs', 'any');
  return { url: read.href, options: { ...options, ...socketOf(read) } };
}

/** A folder in the place of the host: the server's socket is there. */
function socketOf({ hostname }: URL): DriverAddress['options'] {
  return /^%2f/i.test(hostname) ? { host: decodeURIComponent(hostname) } : {};
}

/** The certificates that the URL names by their files, as libpq takes them. */
function certificatesOf(words: URLSearchParams): DriverAddress['options'] {
  const [mode, root] = [words.get('sslmode') ?? '', words.get('sslrootcert')];
  const [cert, key] = [words.get('sslcert'), words.get('sslkey')];
  const namesNone = [root, cert, key].every((file) => file === null);
  if (namesNone || !ENCRYPTED.has(mode)) return {};
  // The word for the certificates of the system.
  const isSystem = root === 'system';
  const isNameChecked = mode === 'verify-full' || isSystem;
  return {
    ssl: {
      ...(root !== null && !isSystem && { ca: readFileSync(root) }),
      ...(cert !== null && { cert: readFileSync(cert) }),
      ...(key !== null && { key: readFileSync(key) }),
      rejectUnauthorized: mode !== 'require' || root !== null,
      ...(!isNameChecked && { checkServerIdentity: () => undefined }),
    },
  };
}
