/** Done in a fifth of the usual time, for half as much again: a list of tenants is asked for often. */
const FASTEST = { level: 1 } as const;

/** Whether whoever asks takes an answer that is compressed. */
export function takesGzip({ headers }: Request): boolean {
  return /\bgzip\b/.test(headers.get('accept-encoding') ?? '');
}

/** What is read of the API, compressed for whoever takes it so; all else as it is, streams above all. */
export async function compressed(response: Response, request: Request): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (request.method !== 'GET' || !isJson || response.headers.has('vary')) return response;
  response.headers.set('vary', 'accept-encoding');
  if (!takesGzip(request)) return response;
  response.headers.set('content-encoding', 'gzip');
  return new Response(Bun.gzipSync(await response.arrayBuffer(), FASTEST), response);
}
