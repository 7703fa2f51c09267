/** For answers of an API: nothing in them is to be kept, framed, guessed at or run. */
const safeHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Puts the headers that every answer has on a response; its own stay. */
export function addAnswerHeaders(response: Response, requestId: string): void {
  for (const [name, value] of Object.entries(safeHeaders)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  response.headers.set('x-request-id', requestId);
}
