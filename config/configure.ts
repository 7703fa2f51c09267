import { PLUGIN_CONTRACT, type PlatformPlugin, StoreUnavailableError } from '@annals/application';
import { createPinoLogger } from '@annals/observability';
import { codeOf as codeOfStore, connectDatabase } from '@annals/persistence';
import { codeOf as codeOfQueue, createRedisSyncQueue, isRefusal } from '@annals/queue';
import { type Config, ConfigError, readConfig, readPluginNames } from '../config.ts';
import type { Environment } from './environment-reader.ts';

/** What a process is made of, once nothing is wrong with its environment. */
export interface Configured {
  readonly config: Config;
  readonly plugins: readonly PlatformPlugin[];
  /** A sentence for each server that is named and is not there, where a command can wait for it. */
  readonly away: readonly string[];
}

/** What a command cannot do without. */
export interface Needs {
  /** The credentials of the platforms. */
  readonly needsPlatforms: boolean;
  /** That the servers which are named answer; they must unless told. */
  readonly servers?: 'must answer' | 'may be away' | 'are not tried';
}

/** A server that is named and cannot be worked with, in a sentence. */
interface UnfitServer {
  readonly sentence: string;
  /** Not there, as opposed to one that is and refuses: that one does not get better by waiting. */
  readonly isAway: boolean;
}

/**
 * Reads the environment, loads the plugins and tries the servers that are named. Throws
 * `ConfigError` with all that is wrong, so that nothing half-starts.
 */
export async function configure(
  environment: Environment,
  { servers = 'must answer', ...needs }: Needs,
): Promise<Configured> {
  const { plugins, faults: pluginFaults } = await loadPlugins(readPluginNames(environment));
  const { config, faults } = readConfig(environment, plugins, needs);
  const unfit = servers === 'are not tried' ? [] : await unfitServers(config);
  const sentences = unfit.map(({ sentence }) => sentence);
  const all = [...pluginFaults, ...faults, ...sentences];
  const canWait = servers === 'may be away' && unfit.every(({ isAway }) => isAway);
  if (all.length > (canWait ? sentences.length : 0)) throw new ConfigError(all);
  return { config, plugins, away: sentences };
}

/** Of those that are named. */
export async function unfitServers({ databaseUrl, redisUrl }: Config): Promise<UnfitServer[]> {
  const probes: Promise<UnfitServer | null>[] = [];
  if (databaseUrl !== null) probes.push(tryDatabase(databaseUrl));
  if (redisUrl !== null) probes.push(tryRedis(redisUrl));
  const found = await Promise.all(probes);
  return found.filter((server) => server !== null);
}

async function tryDatabase(url: string): Promise<UnfitServer | null> {
  await using connection = connectDatabase(url);
  try {
    if (await connection.keepsSessions()) return null;
    return {
      sentence:
        'DATABASE_URL names a pooler in transaction mode: give the address of PostgreSQL itself, or of a pooler in session mode.',
      isAway: false,
    };
  } catch (error) {
    return {
      sentence: `DATABASE_URL names a database that does not answer: check the address, the database’s name, the user and the password.${reasonGiven(codeOfStore(error))}`,
      isAway: error instanceof StoreUnavailableError,
    };
  }
}

async function tryRedis(url: string): Promise<UnfitServer | null> {
  const logger = createPinoLogger({ level: 'error', secrets: [] });
  try {
    await using queue = createRedisSyncQueue({ url, logger });
    await queue.ping();
    return null;
  } catch (error) {
    return {
      sentence: `REDIS_URL names a Redis that does not answer or takes nothing: check the address, the number of the database, the user’s rights and the password, and that it has memory left and is no replica.${reasonGiven(codeOfQueue(error))}`,
      isAway: !isRefusal(error),
    };
  }
}

/** The server's own word says which of these it is, to whoever knows it or looks for it. */
export function reasonGiven(code: string | null): string {
  return code === null ? '' : ` The reason given: ${code}.`;
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
  } catch (error) {
    if (isAbsent(packageName, error)) {
      return `PLATFORM_PLUGINS names ${name}, and there is no package ${packageName}: add it to package.json.`;
    }
    return `The plugin ${name} fails when it is loaded: ${error instanceof Error ? error.message : error}`;
  }
  if (plugin === undefined) return `The plugin ${name} has no default export.`;
  if (plugin.contract === PLUGIN_CONTRACT) return plugin;
  return `The plugin ${name} is made for another version of Annals (contract ${plugin.contract}, here ${PLUGIN_CONTRACT}).`;
}

/** As opposed to a package that is there, and in which something else is not found. */
function isAbsent(packageName: string, error: unknown): boolean {
  if (!(error instanceof Object && 'code' in error && 'specifier' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' && error.specifier === packageName;
}
