import { QueueKeys, RedisConnection, type RedisOptions, RedisQueueBackend } from 'bullmq';
import { CONNECT_TIMEOUT_MS, type LinkUser, type ServerLink } from './server-link.ts';

const KEY_PREFIX = 'annals';
const LONGEST_RECONNECT_PAUSE_MS = 5_000;
/** Between cutting a connection and destroying it; keeps the process alive as long. */
const DISCONNECT_TIMEOUT_MS = 200;

/** A link to a Redis, all of whose keys begin with `annals:`. */
export function connectRedis(url: string, user: LinkUser): ServerLink<RedisOptions> {
  const options = {
    url,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    // Nothing that was asked is given up: a worker must not lose a job's end to a restart of Redis,
    // and a queue whose very first question fails would fail for ever. Callers have a deadline.
    maxRetriesPerRequest: null,
    // One that a replica has taken over from refuses to write and cuts no connection: a new one goes
    // to the server that now has its address. The first word of a refusal is Redis' code for it.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY '),
    retryStrategy: (times: number) => Math.min(100 * 2 ** times, LONGEST_RECONNECT_PAUSE_MS),
  };
  // The server lists the connections of all its databases.
  const database = new URL(url).pathname.slice(1) || '0';
  const workerName = `database-${database}`;
  const connections: LinkedConnection[] = [];
  return {
    connection: options,
    backend: (name, opts) => {
      const made = [new LinkedConnection(options, { blocking: false })];
      // A worker waits for jobs on a connection of its own, by whose name it is seen.
      if (user === 'worker') {
        const connectionName = `${clientName(name)}:w:${workerName}`;
        made.push(new LinkedConnection({ ...options, connectionName }, { blocking: true }));
      }
      connections.push(...made);
      return createBackend(name, { ...opts, prefix: KEY_PREFIX }, made);
    },
    workerName,
    async tryPlace() {
      for (const connection of connections) {
        if (database !== '0') await connection.select(database);
        await connection.write();
      }
    },
    sever() {
      for (const connection of connections) connection.sever();
    },
  };
}

/** As BullMQ names the connections of a queue. */
function clientName(queueName: string): string {
  return `${KEY_PREFIX}:${Buffer.from(queueName).toString('base64')}`;
}

type BackendOptions = ConstructorParameters<typeof RedisQueueBackend>[4] & { prefix: string };

function createBackend(
  name: string,
  options: BackendOptions,
  [main, blocking]: readonly LinkedConnection[],
): RedisQueueBackend {
  if (main === undefined) throw new TypeError('A backend needs a connection.');
  const keys = new QueueKeys(KEY_PREFIX);
  const toKey = (type: string) => keys.toKey(name, type);
  return new RedisQueueBackend(main, name, keys.getKeys(name), toKey, options, blocking);
}

class LinkedConnection extends RedisConnection {
  constructor(...options: ConstructorParameters<typeof RedisConnection>) {
    super(...options);
    // BullMQ reports errors until it closes; after that ioredis would print them.
    this._client.on('error', () => {});
  }

  /** A refusal of this while it connects is only reported: what follows would go to database 0. */
  async select(database: string): Promise<void> {
    await this._client.runCommand('select', [database]);
  }

  /** Refused by one that is full, a replica, or that cannot save: it answers every question all the same. */
  async write(): Promise<void> {
    await this._client.set(`${KEY_PREFIX}:ping`, '', { EX: 1 });
  }

  /** BullMQ has no other end than to say goodbye to a server and to wait for its answer. */
  sever(): void {
    this._client.disconnect();
  }
}
