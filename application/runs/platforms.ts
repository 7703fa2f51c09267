import type { PlatformAdapter } from '../ports/platform-adapter.ts';
import type { PluginSetting } from '../ports/platform-plugin.ts';

/** The platforms that this process talks to. */
export interface Platforms {
  /** Null when no plugin of this name is loaded, or what it cannot do without is not set. */
  adapterOf(platform: string): PlatformAdapter | null;
  /** What a loaded plugin cannot do without and is not set; null when nothing is missing. */
  missingSetting(platform: string): PluginSetting | null;
}
