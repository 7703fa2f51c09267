import { RecordedLogger } from '@annals/application/fakes';
import { openQueue } from '../queue-backends.ts';

/*
 * A process whose queue's server is not there: it writes what it was told and what was logged,
 * and must come to its end by itself.
 */
const [url = ''] = process.argv.slice(2);
const logger = new RecordedLogger();
const queue = openQueue(url, logger);
queue.consume(async () => 'done', { concurrency: 1 });
const told = await queue.ping().then(() => null, String);
await queue[Symbol.asyncDispose]();
process.stdout.write(`${JSON.stringify({ told, logged: logger.events })}\n`);
