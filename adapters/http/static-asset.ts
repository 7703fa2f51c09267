import { takesGzip } from './compressed.ts';

/** A file that is the same to everybody who asks for it. */
export interface StaticAsset {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** For what has its version in its address. */
export const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

export function staticAsset(type: string, bytes: Uint8Array<ArrayBuffer>): StaticAsset {
  return { type, bytes, gzip: Bun.gzipSync(bytes) };
}

/** Compressed for whoever takes it so. */
export function assetResponse(
  { type, bytes, gzip }: StaticAsset,
  request: Request,
  cacheControl: string,
): Response {
  const isZipped = takesGzip(request);
  return new Response(isZipped ? gzip : bytes, {
    headers: {
      'content-type': type,
      ...(isZipped && { 'content-encoding': 'gzip' }),
      vary: 'accept-encoding',
      'cache-control': cacheControl,
    },
  });
}
