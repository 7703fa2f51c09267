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
  'sslcompression',
  'sslsni',
] as const;

/** The URL as the driver takes it. */
export function withoutLibpqWords(url: string): string {
  const read = new URL(url);
  for (const word of LIBPQ_ONLY) read.searchParams.delete(word);
  // The driver knows all but the one that asks for nothing.
  read.searchParams.delete('target_session_attrs', 'any');
  return read.href;
}
