import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import type { PlatformPlugin, PluginSetting } from '../ports/platform-plugin.ts';

/** The platforms that this process talks to. */
export interface Platforms {
  /** Null when no plugin of this name is loaded, or what it cannot do without is not set. */
  adapterOf(platform: string): PlatformAdapter | null;
  /** What a loaded plugin cannot do without and is not set; null when nothing is missing. */
  missingSetting(platform: string): PluginSetting | null;
}

/** The first setting that a plugin cannot do without and that is not among the given ones. */
export function missingSettingOf(
  { settings }: Pick<PlatformPlugin, 'settings'>,
  set: Readonly<Record<string, string>>,
): PluginSetting | null {
  return settings.find(({ required, variable }) => required && !(variable in set)) ?? null;
}
