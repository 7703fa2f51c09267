/** The path of a request as it was sent: not decoded, so that it is read as the router reads it. */
export function pathOf({ url }: Request): string {
  const start = url.indexOf('/', 'http://'.length);
  const end = url.indexOf('?', start + 1);
  return url.slice(start, end === -1 ? undefined : end);
}

/**
 * The request where its host and target make an address, else null: Bun passes on those that do not.
 * HTTP/1.0 knows requests without a host, as load balancers send that look whether somebody is there.
 */
export function withAddress(request: Request): Request | null {
  const { url, headers } = request;
  if (url.startsWith('/') && !headers.has('host')) {
    return new Request(`http://localhost${url}`, request);
  }
  return url.startsWith('http://') && URL.canParse(url) ? request : null;
}
