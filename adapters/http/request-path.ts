/** The path of a request as it was sent: not decoded, so that it is read as the router reads it. */
export function pathOf({ url }: Request): string {
  const start = url.indexOf('/', 'http://'.length);
  const end = url.indexOf('?', start + 1);
  return url.slice(start, end === -1 ? undefined : end);
}

/** Whether a request's host and target make an address. Bun passes on those that do not. */
export function hasAddress({ url }: Request): boolean {
  return url.startsWith('http://') && URL.canParse(url);
}
