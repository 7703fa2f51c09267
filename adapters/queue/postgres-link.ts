import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  runMigrations,
  SchemaMigrationRequiredError,
} from 'bullmq';
import { CONNECT_TIMEOUT_MS, type LinkUser, type ServerLink } from './server-link.ts';

const SCHEMA = 'bullmq';
/** The server lists the connections of one database only. */
const WORKER_NAME = 'annals';
/** A worker's statements are few and short; what it waits with is a connection of its own. */
const MAX_CONNECTIONS = 4;
/** No statement takes long, but one may wait for another process that migrates. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** After which others may go on: the time in which a silent worker loses its jobs, too. */
const SILENT_TRANSACTION_MS = 15_000;
const LONGEST_WAIT_S = 10;

/**
 * The first statement of a connection, for poolers take none of this as it connects. A process that is
 * stopped while it migrates would hold up every other one's start. With another isolation, which a
 * database may set for all, one that waited for a migration would not see it, and do it again.
 */
const PREPARE_SESSION = `
  set search_path = ${SCHEMA};
  set default_transaction_isolation = 'read committed';
  set idle_in_transaction_session_timeout = ${SILENT_TRANSACTION_MS}`;

/** A link to a PostgreSQL; the queue's tables lie in the schema `bullmq`, made when missing. */
export function connectPostgres(
  connectionString: string,
  user: LinkUser,
): ServerLink<PostgresConnectionOptions> {
  const connection = new LinkedConnection(connectionString);
  return {
    connection: connectionString,
    backend: (name, opts) => {
      if (user === 'worker') connection.seenAs = `${name}:w:${WORKER_NAME}`;
      return new PatientBackend(connection, name, opts);
    },
    workerName: WORKER_NAME,
    sever: () => connection.sever(),
  };
}

/*
 * The rest of this file is what BullMQ 6.7's backend for PostgreSQL lacks, each with its reason.
 */

type PgListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

class LinkedConnection extends PostgresConnection {
  /** The name that the server's list of connections shows of one that waits for jobs. */
  seenAs: string | null = null;
  readonly #clients = new Set<PgListenClient>();
  #ready: Promise<void> | null = null;

  constructor(connectionString: string) {
    super({
      connectionString: withOwnOptionsOnly(asLibpqReads(connectionString)),
      // Where the URL says nothing of it the driver would ask PGSSLMODE, as the archive's own does not.
      ssl: false,
      schema: SCHEMA,
      max: MAX_CONNECTIONS,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'annals-queue',
      onConnect: (client: PgListenClient) => client.query(PREPARE_SESSION),
    });
    this.pool.on('connect', (client) => this.#remember(client));
  }

  /**
   * BullMQ remembers for ever that the server could not be reached when it was first asked, so a
   * worker that starts in an outage would never work. Here the next to ask tries again.
   */
  override async waitUntilReady(): Promise<void> {
    this.#ready ??= this.#makeReady();
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = null;
      throw error;
    }
  }

  override async getListenClient(): Promise<PgListenClient> {
    const client = await super.getListenClient();
    this.#remember(client);
    return client;
  }

  /** BullMQ has no other end than to say goodbye to a server and to wait for its answer. */
  sever(): void {
    for (const { connection } of this.#clients) destroy(connection?.stream);
    this.#clients.clear();
  }

  async #makeReady(): Promise<void> {
    await this.#migrate();
    if (this.seenAs !== null) await this.setListenClientName(this.seenAs);
  }

  /**
   * Only where tables are missing: BullMQ locks the list of its migrations even when it has none to
   * run, for which each start would wait as long as a backup takes; and it asks for the right to
   * make schemas, which the user of tables that are there does not need.
   */
  async #migrate(): Promise<void> {
    const client = await this.pool.connect();
    try {
      if ((await schemaVersion(client)) < LATEST_SCHEMA_VERSION) {
        await runMigrations(client, SCHEMA);
      }
    } finally {
      client.release();
    }
  }

  #remember(client: PgListenClient): void {
    if (this.#clients.has(client)) return;
    this.#clients.add(client);
    client.on('end', () => this.#clients.delete(client));
  }
}

/** 0 when there are no tables yet. */
async function schemaVersion(client: PgListenClient): Promise<number> {
  try {
    return await assertSchemaCompatibility(client, SCHEMA);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  }
}

class PatientBackend extends PostgresQueueBackend {
  /** Here BullMQ remembers it, too: such a worker took jobs and could tell the end of none. */
  override async waitUntilReady(): Promise<void> {
    await this.connection.waitUntilReady();
  }

  /** After an error BullMQ waits this long for a notification: an hour, unless told. */
  override get maximumBlockTimeout(): number {
    return LONGEST_WAIT_S;
  }
}

/**
 * BullMQ asks for its `search_path` by the startup option `options`, which the driver lets those of the
 * URL replace, be they none.
 */
function withOwnOptionsOnly(connectionString: string): string {
  const url = new URL(connectionString);
  url.searchParams.set('options', url.searchParams.get('options') ?? '');
  return url.href;
}

function destroy(stream: unknown): void {
  if (typeof stream !== 'object' || stream === null || !('destroy' in stream)) return;
  if (typeof stream.destroy === 'function') stream.destroy();
}

/**
 * `sslmode=require` asks for encryption and not for a certificate that is checked, `verify-ca` for one
 * whoever it names, and `sslrootcert=system` for one that the system knows: so say libpq, most hosts'
 * manuals and the archive's own connections, and only the driver used here does not.
 */
export function asLibpqReads(connectionString: string): string {
  const url = new URL(connectionString);
  const { searchParams: words } = url;
  const [mode, root] = [words.get('sslmode') ?? '', words.get('sslrootcert')];
  if (root === 'system') {
    words.delete('sslrootcert');
    words.set('sslmode', 'verify-full');
    return url.href;
  }
  const isReadOtherwise = mode === 'require' || (mode === 'verify-ca' && root !== null);
  if (!isReadOtherwise || words.has('uselibpqcompat')) return connectionString;
  return `${connectionString}&uselibpqcompat=true`;
}
