import type { PlatformAdapter } from '../ports/platform-adapter.ts';

/** The platforms that this process talks to. */
export interface Platforms {
  /** Null when no plugin of this name is loaded. */
  adapterOf(platform: string): PlatformAdapter | null;
}
