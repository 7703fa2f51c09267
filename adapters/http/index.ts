export type { HttpParts, PlatformSyncService, ReadinessCheck } from './http-parts.ts';
export {
  createHttpServer,
  createProbeServer,
  createWaitingServer,
  type HttpServer,
} from './http-server.ts';
export { QUEUE_BOARD_PATH } from './routes/queue-board.ts';
export { installationView } from './views/doctor-view.ts';
export { type SyncStatusView, syncStatusViewSchema } from './views/sync-status-view.ts';
