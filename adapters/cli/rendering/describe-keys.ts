import type { KeyAnswer } from '../api/answers.ts';
import { formatTable } from './format-table.ts';
import type { Palette } from './palette.ts';
import { withoutControls } from './plain-text.ts';
import { moment } from './quantities.ts';

export function describeKeys(keys: readonly KeyAnswer[], now: Date, palette: Palette): string {
  if (keys.length === 0) return 'There are no keys yet: `annals keys create` makes one.';
  const rows = keys.map((key) => [
    ...[key.keyId, key.prefix, withoutControls(key.name), stateOf(key, now, palette)],
  ]);
  return formatTable([['id', 'begins with', 'name', 'state'], ...rows]).trimEnd();
}

function stateOf({ revokedAt, expiresAt }: KeyAnswer, now: Date, palette: Palette): string {
  if (revokedAt !== null) return palette.state('revoked');
  if (expiresAt === null) return palette.state('active');
  if (new Date(expiresAt) <= now) return palette.state('expired');
  return `${palette.state('active')} until ${moment(expiresAt)}`;
}
