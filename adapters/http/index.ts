export type { HttpParts, ReadinessCheck } from './http-parts.ts';
export { createHttpServer, type HttpServer } from './http-server.ts';
