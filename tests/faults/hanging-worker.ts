import { openQueue } from '../queue-backends.ts';

/*
 * A worker process that never finishes what it takes: it writes the attempt of each job as a
 * line, and waits to be killed.
 */
const [url = ''] = process.argv.slice(2);
openQueue(url).consume(
  ({ attempt }) => {
    process.stdout.write(`${attempt}\n`);
    return new Promise(() => {});
  },
  { concurrency: 1 },
);
