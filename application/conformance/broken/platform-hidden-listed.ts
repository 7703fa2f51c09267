import type { PlatformChannel, PlatformId } from '@annals/domain';
import { toPlatformChannel } from '../../fakes/scripted-entities.ts';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';

/** Lists what its own account may see, not what everyone may. */
export class HiddenListed extends ScriptedPlatform {
  override async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    await super.listChannels(communityId, call);
    return [...this.channels.values()]
      .filter(({ type }) => type !== 'thread')
      .map(toPlatformChannel);
  }
}
