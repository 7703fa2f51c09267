import type { ServerLog } from '../server-log.ts';

/** For tests that look at the server itself. */
export const noLog: ServerLog = { info: () => undefined, warn: () => undefined };
