import type { PlatformChannel } from '@annals/domain';
import { toPlatformChannel } from '../../fakes/scripted-entities.ts';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Lists what its own account may see, not what everyone may. */
export class HiddenListed extends ScriptedPlatform {
  override async listChannels(
    ...asked: Parameters<PlatformAdapter['listChannels']>
  ): Promise<readonly PlatformChannel[]> {
    await super.listChannels(...asked);
    return [...this.channels.values()]
      .filter(({ type }) => type !== 'thread')
      .map(toPlatformChannel);
  }
}
