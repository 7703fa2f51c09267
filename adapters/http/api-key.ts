/** Longer than any key that is issued: what is longer is not looked up. */
const MAX_KEY_LENGTH = 512;

/** The key that a request shows, or null. */
export function readApiKey(headers: Headers): string | null {
  const bearer = /^Bearer +(?<key>\S+) *$/i.exec(headers.get('authorization') ?? '');
  const key = bearer?.groups?.key ?? headers.get('x-api-key')?.trim() ?? '';
  return key === '' || key.length > MAX_KEY_LENGTH ? null : key;
}
