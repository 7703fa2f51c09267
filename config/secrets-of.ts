import type { PlatformPlugin } from '@annals/application';
import type { Config } from '../config.ts';

/** Everything that must never be seen in a log. */
export function secretsOf(config: Config, plugins: readonly PlatformPlugin[]): string[] {
  const own = [config.databaseUrl, config.redisUrl, config.adminApiKey, config.idHashKey];
  const plugged = plugins.flatMap(({ name, settings }) =>
    settings
      .filter(({ secret }) => secret)
      .map(({ variable }) => config.pluginSettings[name]?.[variable]),
  );
  return [...own, ...plugged].filter((secret) => secret !== null && secret !== undefined);
}
