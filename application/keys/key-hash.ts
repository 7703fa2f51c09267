import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256. Keys are random and long, so a slow hash would add nothing. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
