import { PLUGIN_CONTRACT, type PlatformPlugin } from '@annals/application';
import { createPinoLogger } from '@annals/observability';
import { connectDatabase } from '@annals/persistence';
import { createRedisSyncQueue } from '@annals/queue';
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

/** What a command cannot do without. */
export interface Needs {
  /** The credentials of the platforms. */
  readonly needsPlatforms: boolean;
  /** That the servers which are named answer; true unless told. */
  readonly needsServers?: boolean;
}

/**
 * Reads the environment, loads the plugins and tries the servers that are named. Throws
 * `ConfigError` with all that is wrong, so that nothing half-starts.
 */
export async function configure(environment: Environment, needs: Needs): Promise<Configured> {
  const { plugins, faults: pluginFaults } = await loadPlugins(readPluginNames(environment));
  const { config, faults } = readConfig(environment, plugins, needs);
  const unreachable = (needs.needsServers ?? true) ? await unreachableServers(config) : [];
  const all = [...pluginFaults, ...faults, ...unreachable];
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
