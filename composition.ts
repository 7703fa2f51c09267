import {
  authenticateKey,
  type Clock,
  type ExecuteRunParts,
  executeRuns,
  findTenant,
  type IdSource,
  issueFirstAdminKey,
  type Logger,
  PLUGIN_CONTRACT,
  type PlatformAdapter,
  type PlatformPlugin,
  type Platforms,
  readStatus,
  registerTenant,
  type SyncQueue,
  triggerRun,
  type UnitOfWork,
} from '@annals/application';
import { CryptoIdHasher } from '@annals/domain';
import { startEmbeddedPostgres } from '@annals/embedded';
import { createHttpServer, type HttpParts, type HttpServer } from '@annals/http';
import { migrateToLatest, pendingMigrations } from '@annals/migrations';
import { createPinoLogger } from '@annals/observability';
import { connectDatabase, type DatabaseConnection, KyselyUnitOfWork } from '@annals/persistence';
import { createPostgresSyncQueue, createRedisSyncQueue } from '@annals/queue';
import { CryptoIds, SystemClock } from '@annals/system';
import {
  type Config,
  ConfigError,
  type Environment,
  readConfig,
  readPluginNames,
} from './config.ts';

/** What a process is made of, once nothing is wrong with its environment. */
export interface Configured {
  readonly config: Config;
  readonly plugins: readonly PlatformPlugin[];
}

/**
 * Reads the environment, loads the plugins and tries the servers that are named. Throws
 * `ConfigError` with all that is wrong, so that nothing half-starts.
 */
export async function configure(
  environment: Environment,
  needs: { readonly needsPlatforms: boolean },
): Promise<Configured> {
  const { plugins, faults: pluginFaults } = await loadPlugins(readPluginNames(environment));
  const { config, faults } = readConfig(environment, plugins, needs);
  const all = [...pluginFaults, ...faults, ...(await unreachableServers(config))];
  if (all.length > 0) throw new ConfigError(all);
  return { config, plugins };
}

/** A sentence for each server that is named and does not answer. */
async function unreachableServers({ databaseUrl, redisUrl }: Config): Promise<string[]> {
  const logger = createPinoLogger({ level: 'error', secrets: [] });
  const probes: Promise<string | null>[] = [];
  if (databaseUrl !== null) {
    probes.push(
      answers(async () => {
        const connection = connectDatabase(databaseUrl);
        try {
          await connection.ping();
        } finally {
          await connection.close();
        }
      }, 'DATABASE_URL names a database that does not answer: check the address, the user and the password.'),
    );
  }
  if (redisUrl !== null) {
    probes.push(
      answers(async () => {
        await using queue = await createRedisSyncQueue({ url: redisUrl, logger });
        await queue.ping();
      }, 'REDIS_URL names a Redis that does not answer: check the address and the password.'),
    );
  }
  const faults = await Promise.all(probes);
  return faults.filter((fault) => fault !== null);
}

async function answers(probe: () => Promise<void>, fault: string): Promise<string | null> {
  try {
    await probe();
    return null;
  } catch {
    return fault;
  }
}

/** Loads platforms by the name of their package: `discord` is `@annals/plugin-discord`. */
async function loadPlugins(
  names: readonly string[],
): Promise<{ readonly plugins: PlatformPlugin[]; readonly faults: string[] }> {
  const faults: string[] = [];
  const plugins: PlatformPlugin[] = [];
  for (const name of names) {
    const plugin = await loadPlugin(name);
    if (typeof plugin === 'string') faults.push(plugin);
    else if (plugins.some((other) => other.name === plugin.name)) {
      faults.push(`PLATFORM_PLUGINS names two plugins for the platform ${plugin.name}.`);
    } else plugins.push(plugin);
  }
  return { plugins, faults };
}

/** The plugin, or a sentence on why there is none. */
async function loadPlugin(name: string): Promise<PlatformPlugin | string> {
  const packageName = name.includes('/') ? name : `@annals/plugin-${name}`;
  let plugin: PlatformPlugin | undefined;
  try {
    const module: { default?: PlatformPlugin } = await import(packageName);
    plugin = module.default;
  } catch {
    return `PLATFORM_PLUGINS names ${name}, and the package ${packageName} cannot be loaded: add it to package.json.`;
  }
  if (plugin?.contract === PLUGIN_CONTRACT) return plugin;
  return `The plugin ${name} is made for another version of Annals (contract ${plugin?.contract}, here ${PLUGIN_CONTRACT}).`;
}

/**
 * The parts of one process, made when first asked for and closed in reverse order. A role opens
 * what it needs and nothing else.
 */
export class Composition implements AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock = new SystemClock();
  readonly ids: IdSource = new CryptoIds();
  readonly #plugins: ReadonlyMap<string, PlatformPlugin>;
  readonly #opened = new AsyncDisposableStack();
  readonly #adapters = new Map<string, PlatformAdapter>();
  #database: Promise<DatabaseConnection> | null = null;
  #queue: Promise<SyncQueue> | null = null;

  constructor(config: Config, plugins: readonly PlatformPlugin[]) {
    this.config = config;
    this.#plugins = new Map(plugins.map((plugin) => [plugin.name, plugin]));
    this.logger = createPinoLogger({ level: config.logLevel, secrets: secretsOf(config, plugins) });
  }

  /** The database, migrated. */
  database(): Promise<DatabaseConnection> {
    this.#database ??= this.#openDatabase();
    return this.#database;
  }

  async unitOfWork(): Promise<UnitOfWork> {
    return new KyselyUnitOfWork((await this.database()).db);
  }

  queue(): Promise<SyncQueue> {
    this.#queue ??= this.#openQueue();
    return this.#queue;
  }

  /** Clients of the loaded platforms, each made when first asked for. */
  platforms(): Platforms {
    return {
      adapterOf: (platform) => {
        const plugin = this.#plugins.get(platform);
        if (plugin === undefined) return null;
        const opened = this.#adapters.get(platform) ?? this.#openAdapter(plugin);
        this.#adapters.set(platform, opened);
        return opened;
      },
    };
  }

  async runHandler(): Promise<ReturnType<typeof executeRuns>> {
    const { config, clock, logger } = this;
    const parts: ExecuteRunParts = {
      unitOfWork: await this.unitOfWork(),
      platforms: this.platforms(),
      hasher: new CryptoIdHasher(config.idHashKey),
      clock,
      logger,
      settings: {
        batchSize: config.syncBatchSize,
        channelConcurrency: config.syncChannelConcurrency,
        readReactionUsers: config.syncReactionUsers,
      },
    };
    return executeRuns(parts);
  }

  async httpServer(): Promise<HttpServer> {
    return createHttpServer(await this.#httpParts());
  }

  /** The text of a first admin key when neither the environment nor the database has one. */
  async firstAdminKey(): Promise<string | null> {
    if (this.config.adminApiKey !== null) return null;
    const { clock, ids } = this;
    return await issueFirstAdminKey({ unitOfWork: await this.unitOfWork(), clock, ids });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  async #httpParts(): Promise<HttpParts> {
    const { clock, ids, logger } = this;
    const { adminApiKey: adminKey } = this.config;
    const unitOfWork = await this.unitOfWork();
    const queue = await this.queue();
    const parts = { unitOfWork, queue, clock, ids, logger };
    const plugins = this.#plugins;
    return {
      clock,
      ids,
      logger,
      tenants: {
        register: (request) => registerTenant({ ...parts, plugins }, request),
        find: (idOrSlug) => findTenant(unitOfWork, idOrSlug),
      },
      sync: {
        trigger: (tenant, request) => triggerRun(parts, tenant, request),
        status: (tenant) => readStatus(parts, tenant),
      },
      keys: { authenticate: (key) => authenticateKey({ unitOfWork, clock, adminKey }, key) },
      readiness: () => this.#readiness(),
    };
  }

  async #readiness(): ReturnType<HttpParts['readiness']> {
    const database = await this.database();
    const queue = await this.queue();
    const check = async (
      name: 'database' | 'migrations' | 'queue',
      failure: string,
      probe: () => Promise<void>,
    ) => {
      try {
        await probe();
        return { name, ok: true, message: null };
      } catch {
        return { name, ok: false, message: failure };
      }
    };
    return await Promise.all([
      check('database', 'The database does not answer.', () => database.ping()),
      check('migrations', 'The database is not migrated: run the migrate command.', async () => {
        const pending = await pendingMigrations(database.db);
        if (pending.length > 0) throw new Error('pending');
      }),
      check('queue', 'The queue does not answer.', () => queue.ping()),
    ]);
  }

  async #databaseUrl(): Promise<string> {
    const { databaseUrl, dataDir } = this.config;
    if (databaseUrl !== null) return databaseUrl;
    const log = (event: string, fields: Record<string, string | number>) =>
      this.logger.info(event, fields);
    return this.#opened.use(await startEmbeddedPostgres({ dataDir, log })).url;
  }

  #url: Promise<string> | null = null;

  #resolvedUrl(): Promise<string> {
    this.#url ??= this.#databaseUrl();
    return this.#url;
  }

  async #openDatabase(): Promise<DatabaseConnection> {
    const connection = connectDatabase(await this.#resolvedUrl());
    this.#opened.defer(() => connection.close());
    await migrateToLatest(connection.db);
    return connection;
  }

  async #openQueue(): Promise<SyncQueue> {
    const { redisUrl } = this.config;
    const { logger } = this;
    const queue =
      redisUrl === null
        ? await createPostgresSyncQueue({ connectionString: await this.#resolvedUrl(), logger })
        : await createRedisSyncQueue({ url: redisUrl, logger });
    return this.#opened.use(queue);
  }

  #openAdapter(plugin: PlatformPlugin): PlatformAdapter {
    const adapter = plugin.create({
      settings: this.config.pluginSettings[plugin.name] ?? {},
      onRateLimit: this.config.syncOnRateLimit,
      logger: this.logger.with({ platform: plugin.name }),
      onRequestAnswered: () => {},
    });
    return this.#opened.use(adapter);
  }
}

/** Everything that must never be seen in a log. */
function secretsOf(config: Config, plugins: readonly PlatformPlugin[]): string[] {
  const own = [config.databaseUrl, config.redisUrl, config.adminApiKey, config.idHashKey];
  const plugged = plugins.flatMap(({ name, settings }) =>
    settings
      .filter(({ secret }) => secret)
      .map(({ variable }) => config.pluginSettings[name]?.[variable]),
  );
  return [...own, ...plugged].filter((secret) => secret !== null && secret !== undefined);
}
