const NAME = 'annals_session';

/** Longer than any token that is issued: what is longer is not looked up. */
const MAX_TOKEN_LENGTH = 512;

/** What the dashboard sends with every request. A page of somebody else's cannot, unasked. */
const OWN_PAGE_HEADER = 'x-annals-dashboard';

/**
 * The token of the session that a browser shows; null when there is none, and when something is to
 * be changed by a request that another site may have made the browser send.
 */
export function readSessionToken({ method, headers }: Request): string | null {
  return method !== 'GET' && !isFromOwnPage(headers) ? null : tokenIn(headers);
}

/** Whether a request shows a session that counts for nothing, because another site may have sent it. */
export function isSentByOthers(request: Request): boolean {
  return readSessionToken(request) === null && tokenIn(request.headers) !== null;
}

function tokenIn(headers: Headers): string | null {
  const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim());
  const cookie = cookies.find((text) => text.startsWith(`${NAME}=`));
  const token = cookie?.slice(NAME.length + 1) ?? '';
  return token === '' || token.length > MAX_TOKEN_LENGTH ? null : token;
}

/** `SameSite` is the first fence, this header the second, what the browser says of it the third. */
function isFromOwnPage(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site') ?? 'same-origin';
  return headers.has(OWN_PAGE_HEADER) && site === 'same-origin';
}

/** The cookie of a session, for this site alone and for no script. */
export function sessionCookie(request: Request, token: string, expiresAt: Date): string {
  return `${NAME}=${token}; Expires=${expiresAt.toUTCString()}${attributesFor(request)}`;
}

/** Takes the cookie away. */
export function noSessionCookie(request: Request): string {
  return `${NAME}=; Max-Age=0${attributesFor(request)}`;
}

/** `Secure` only where the browser came over TLS, which ends at a proxy: else it keeps no cookie. */
function attributesFor({ headers }: Request): string {
  // Of several proxies each may add its own: the first is the one that the browser came to.
  const isSecure = /^https *(,|$)/i.test(headers.get('x-forwarded-proto') ?? '');
  return `; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
