import { createPinoLogger } from '@annals/observability';
import { FaultWorker } from './fault-worker.ts';

/*
 * A worker in a process of its own, to be killed, stopped and continued: it differs from Annals' own
 * in how soon a silent one is missed, since nobody could wait for that a hundred times.
 */
const { DATABASE_URL = '', QUEUE_URL = '', DISCORD_API_URL = '' } = Bun.env;
const { LEASE_MS, DISCORD_REQUESTS_PER_SECOND } = Bun.env;
const logger = createPinoLogger({ level: 'info', secrets: [] });
const worker = new FaultWorker({
  ...{ databaseUrl: DATABASE_URL, queueUrl: QUEUE_URL, logger },
  ...{ leaseMs: Number(LEASE_MS), answerWithinMs: 5_000 },
  requestsPerSecond: Number(DISCORD_REQUESTS_PER_SECOND),
});
await worker.readFrom(DISCORD_API_URL);
worker.work();
logger.info('process.started', { role: 'worker', apiUrl: null });
