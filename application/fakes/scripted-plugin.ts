import { platformIdSchema } from '@annals/domain';
import { PLUGIN_CONTRACT, type PlatformPlugin } from '../ports/platform-plugin.ts';
import type { ScriptedPlatform } from './scripted-platform.ts';

/** A plugin whose adapter is always this one platform. */
export function scriptedPlugin(platform: ScriptedPlatform): PlatformPlugin {
  return {
    name: 'scripted',
    contract: PLUGIN_CONTRACT,
    settings: [],
    platformIdSchema,
    create: () => platform,
  };
}
