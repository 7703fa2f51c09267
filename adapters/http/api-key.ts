/** Longer than any key that is issued: what is longer is not looked up. */
export const MAX_KEY_LENGTH = 512;

/** The key that a browser shows, which can send none of the other headers: as a password. */
export function readBasicKey(headers: Headers): string | null {
  const basic = /^Basic +(?<pair>[\w+/=-]+) *$/i.exec(headers.get('authorization') ?? '');
  const pair = Buffer.from(basic?.groups?.pair ?? '', 'base64').toString();
  const key = pair.slice(pair.indexOf(':') + 1);
  return key === '' || key.length > MAX_KEY_LENGTH ? null : key;
}

/** The key that a request shows, or null. */
export function readApiKey(headers: Headers): string | null {
  const bearer = /^Bearer +(?<key>\S+) *$/i.exec(headers.get('authorization') ?? '');
  const key = bearer?.groups?.key ?? headers.get('x-api-key') ?? '';
  return key === '' || key.length > MAX_KEY_LENGTH ? null : key;
}
