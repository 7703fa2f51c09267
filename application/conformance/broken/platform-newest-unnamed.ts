import type { PlatformChannel } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Passes on a list of channels that says nothing of their messages: none would be read again. */
export class NewestUnnamed extends ScriptedPlatform {
  override async listChannels(
    ...asked: Parameters<PlatformAdapter['listChannels']>
  ): Promise<readonly PlatformChannel[]> {
    const channels = await super.listChannels(...asked);
    return channels.map((channel) => ({ ...channel, newestMessageId: null }));
  }
}
