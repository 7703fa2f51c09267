import { z } from 'zod';

/** What the dashboard's own requests say of themselves. */
const OWN_PAGE = { 'x-annals-dashboard': '1', 'sec-fetch-site': 'same-origin' };

/** The headers of a dashboard's request that shows a session's token. */
export function dashboardHeaders(token: string): Readonly<Record<string, string>> {
  return { ...OWN_PAGE, cookie: `annals_session=${token}` };
}

/** The token that a browser gets for a key. */
export async function signedInToken(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/session`, {
    method: 'POST',
    headers: { ...OWN_PAGE, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  });
  const cookie = response.headers.get('set-cookie') ?? '';
  return z.string().parse(/^annals_session=([^;]+)/.exec(cookie)?.[1]);
}
