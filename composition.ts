import {
  type Clock,
  Doctor,
  type ExecuteRunParts,
  executeRuns,
  findTenant,
  type IdSource,
  issueFirstAdminKey,
  type Logger,
  type PlatformPlugin,
  type PluginContext,
  ProgressWatch,
  readFreshnessFigures,
  readQueueFigures,
  type Schedule,
  type ScheduleRunsParts,
  type ServiceProbes,
  type UnitOfWork,
} from '@annals/application';
import { CryptoIdHasher, type IdHasher } from '@annals/domain';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@annals/embedded';
import type { HttpParts, HttpServer } from '@annals/http';
import { createPinoLogger, GatheredGauges, PrometheusMetrics } from '@annals/observability';
import {
  connectDatabase,
  type DatabaseConnection,
  isHashedAlike,
  KyselyUnitOfWork,
  prepareTenantReader,
} from '@annals/persistence';
import { createPostgresSyncQueue, createRedisSyncQueue, type QueueWithBoard } from '@annals/queue';
import { createCronSchedule } from '@annals/scheduler';
import { CryptoIds, SystemClock } from '@annals/system';
import { checkReadiness } from './composition/check-readiness.ts';
import { LoadedPlatforms } from './composition/loaded-platforms.ts';
import { assertMayMakeTables, migrateDatabase } from './composition/migrate-database.ts';
import { createServiceProbes } from './composition/service-probes.ts';
import { createServices } from './composition/services.ts';
import { secretsOf } from './config/secrets-of.ts';
import { type Config, ConfigError } from './config.ts';

const OTHER_KEY =
  'ID_HASH_KEY is not what it was when this archive was begun, set or not: put that back. With another one everybody would be somebody else from now on.';

export interface CompositionOptions {
  /** Whether a key may start only so many syncs an hour; true unless told. */
  readonly limitsTriggers?: boolean;
  /** Gets a line for each event of the log; standard output unless told. */
  readonly log?: { write(line: string): void };
}

/**
 * The parts of one process, made when first asked for and closed in reverse order. A role opens
 * what it needs and nothing else, and has no more in memory: the web server's library is loaded where
 * something listens.
 */
export class Composition implements AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock = new SystemClock();
  readonly ids: IdSource = new CryptoIds();
  readonly schedule: Schedule;
  readonly platforms: LoadedPlatforms;
  readonly #hasher: IdHasher;
  readonly #metrics: PrometheusMetrics = new PrometheusMetrics();
  readonly #plugins: ReadonlyMap<string, PlatformPlugin>;
  readonly #limitsTriggers: boolean;
  readonly #opened = new AsyncDisposableStack();

  constructor(
    config: Config,
    plugins: readonly PlatformPlugin[],
    { limitsTriggers = true, log }: CompositionOptions = {},
  ) {
    this.config = config;
    this.#limitsTriggers = limitsTriggers;
    this.#plugins = new Map(plugins.map((plugin) => [plugin.name, plugin]));
    this.#hasher = new CryptoIdHasher(config.idHashKey);
    this.schedule = createCronSchedule(config.syncSchedule);
    this.logger = createPinoLogger({
      ...{ level: config.logLevel, secrets: secretsOf(config, plugins) },
      ...(log && { destination: log }),
    });
    const contextOf = (plugin: PlatformPlugin) => this.#contextOf(plugin);
    this.platforms = this.#opened.use(new LoadedPlatforms(this.#plugins, contextOf));
  }

  readonly #databaseUrl = once(async (): Promise<string> => {
    const { databaseUrl, dataDir } = this.config;
    if (databaseUrl !== null) return databaseUrl;
    const starting = startEmbeddedPostgres({ dataDir, log: this.logger });
    // Whoever closes this meanwhile closes it with the server.
    this.#opened.defer(
      async () => await (await starting.catch(() => null))?.[Symbol.asyncDispose](),
    );
    return (await starting).url;
  });

  /** The database as it is. */
  readonly #connection = once(async (): Promise<DatabaseConnection> => {
    return this.#opened.use(connectDatabase(await this.#databaseUrl()));
  });

  /** The same for those who report only that it is not there: the reason is in the log, once. */
  readonly #connectionIfAny = once(async (): Promise<DatabaseConnection> => {
    try {
      return await this.#connection();
    } catch (error) {
      if (error instanceof EmbeddedPostgresError)
        this.logger.error('postgres.not_started', { reason: error.message });
      throw error;
    }
  });

  /** The database, migrated. */
  readonly database: () => Promise<DatabaseConnection> = once(async () => {
    const connection = await this.#connection();
    await migrateDatabase(connection, this.logger);
    return connection;
  });

  readonly unitOfWork: () => Promise<UnitOfWork> = once(async () => {
    const { db } = await this.database();
    const { role, statements } = await prepareTenantReader(db);
    // Not refused: who may not make roles is told what an administrator can run, at every start.
    if (role === null)
      this.logger.warn('database.no_tenant_reader', { run: statements.join('; ') });
    return new KyselyUnitOfWork(db, role);
  });

  /** The queue as it is. */
  readonly #queue = once(async (): Promise<QueueWithBoard> => {
    const { redisUrl } = this.config;
    const { logger } = this;
    if (redisUrl !== null) return this.#opened.use(createRedisSyncQueue({ url: redisUrl, logger }));
    const connectionString = await this.#databaseUrl();
    return this.#opened.use(createPostgresSyncQueue({ connectionString, logger }));
  });

  /** The queue, where it may make its tables. */
  readonly queue: () => Promise<QueueWithBoard> = once(async () => {
    const queue = await this.#queue();
    if (this.config.redisUrl === null) await assertMayMakeTables(queue);
    return queue;
  });

  /** Rejects with `ConfigError` where people would be hashed otherwise than they are in the archive. */
  async assertHashKey(): Promise<void> {
    if (!(await isHashedAlike((await this.database()).db, this.#hasher)))
      throw new ConfigError([OTHER_KEY]);
  }

  /** Rejects where `assertHashKey` does. */
  async runHandler(): Promise<ReturnType<typeof executeRuns>> {
    const { config, clock, logger } = this;
    await this.assertHashKey();
    this.#metrics.startAtZero(this.platforms.names());
    const parts: ExecuteRunParts = {
      unitOfWork: await this.unitOfWork(),
      platforms: this.platforms,
      hasher: this.#hasher,
      clock,
      logger,
      metrics: this.#metrics,
      settings: {
        batchSize: config.syncBatchSize,
        channelConcurrency: config.syncChannelConcurrency,
        readReactionUsers: config.syncReactionUsers,
        lookBackMs: config.syncLookbackHours * 60 * 60 * 1000,
      },
    };
    return executeRuns(parts);
  }

  async httpServer(): Promise<HttpServer> {
    const { createHttpServer } = await import('@annals/http');
    return createHttpServer(await this.#httpParts());
  }

  /** For a process without an API. */
  async probeServer(): Promise<HttpServer> {
    const { clock, ids, logger } = this;
    const { createProbeServer } = await import('@annals/http');
    const metrics = await this.#metricsText();
    return createProbeServer({
      ...{ clock, ids, logger, metrics },
      readiness: () => checkReadiness(this.#probes()),
    });
  }

  /** For the time until the servers are there. */
  async waitingServer(): Promise<HttpServer> {
    const { clock, ids, logger } = this;
    const { createWaitingServer } = await import('@annals/http');
    return createWaitingServer({
      ...{ clock, ids, logger },
      readiness: () => checkReadiness(this.#probes()),
    });
  }

  /** The text of a first admin key when neither the environment nor the database has one. */
  async firstAdminKey(): Promise<string | null> {
    if (this.config.adminApiKey !== null) return null;
    const { clock, ids } = this;
    return await issueFirstAdminKey({ unitOfWork: await this.unitOfWork(), clock, ids });
  }

  /** Opens what it looks at when it looks, and changes none of it. */
  doctor(): Doctor {
    const { clock, config } = this;
    const repositories = async () =>
      new KyselyUnitOfWork((await this.#connection()).db).repositories;
    return new Doctor({
      probes: this.#probes(),
      plugins: this.#plugins,
      platforms: this.platforms,
      clock,
      hasher: this.#hasher,
      channelConcurrency: config.syncChannelConcurrency,
      findTenant: async (idOrSlug) => findTenant(await repositories(), idOrSlug),
      listTenants: async (page) => (await repositories()).tenants.list(page),
    });
  }

  /** What the scheduler works with. */
  async scheduleParts(): Promise<ScheduleRunsParts> {
    return { ...(await this.#useCaseParts()), platforms: this.platforms.names() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  async #useCaseParts(): Promise<
    Omit<ScheduleRunsParts, 'platforms'> & { readonly queue: QueueWithBoard }
  > {
    const { clock, ids, logger, schedule } = this;
    const [unitOfWork, queue] = [await this.unitOfWork(), await this.queue()];
    return { unitOfWork, queue, clock, ids, logger, schedule };
  }

  async #httpParts(): Promise<HttpParts> {
    const { clock, ids, logger } = this;
    const { QUEUE_BOARD_PATH } = await import('@annals/http');
    const parts = await this.#useCaseParts();
    const { queue } = parts;
    const { sync, ...services } = createServices({
      ...parts,
      plugins: this.#plugins,
      adminKey: this.config.adminApiKey,
      limitsTriggers: this.#limitsTriggers,
    });
    const watch = await this.#watch();
    return {
      ...{ clock, ids, logger, ...services },
      platforms: this.platforms,
      doctor: this.doctor(),
      queue: queue.admin,
      queueBoard: queue.board(QUEUE_BOARD_PATH),
      sync: { ...sync, watch: ({ id }, listener) => watch.listen(id, listener) },
      readiness: () => checkReadiness(this.#probes()),
      metrics: await this.#metricsText(),
    };
  }

  /** What this process counts, and how the whole service stands. */
  async #metricsText(): Promise<() => Promise<string>> {
    const { clock, logger, schedule } = this;
    const [unitOfWork, { admin: queue }] = [await this.unitOfWork(), await this.queue()];
    const platforms = this.platforms.names();
    const gauges = new GatheredGauges({
      figures: {
        freshness: () => readFreshnessFigures({ unitOfWork, clock, schedule, platforms }),
        queue: () => readQueueFigures({ queue, clock }),
      },
      ...{ clock, logger },
    });
    return async () => (await this.#metrics.text()) + (await gauges.text());
  }

  /** Looks after the runs that listeners wait for, until the process ends. */
  async #watch(): Promise<ProgressWatch> {
    const { clock, logger } = this;
    const watch = new ProgressWatch({ unitOfWork: await this.unitOfWork(), clock, logger });
    const stopping = new AbortController();
    this.#opened.defer(() => stopping.abort());
    watch.start(stopping.signal);
    return watch;
  }

  #probes(): ServiceProbes {
    return createServiceProbes({
      connection: () => this.#connectionIfAny(),
      queue: () => this.#queue(),
      hasRedis: this.config.redisUrl !== null,
      hasher: this.#hasher,
    });
  }

  #contextOf({ name }: PlatformPlugin): PluginContext {
    return {
      settings: this.config.pluginSettings[name] ?? {},
      onRateLimit: this.config.syncOnRateLimit,
      logger: this.logger.with({ platform: name }),
      onRequestAnswered: (request) => this.#metrics.requestAnswered(name, request),
    };
  }
}

/** Has it made when it is first asked for; everybody gets that one. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
