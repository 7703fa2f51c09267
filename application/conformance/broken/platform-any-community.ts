import type { PlatformChannel } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Lists what its credentials reach, whichever community is asked for. */
export class AnyCommunity extends ScriptedPlatform {
  override async listChannels(
    ...[, call]: Parameters<PlatformAdapter['listChannels']>
  ): Promise<readonly PlatformChannel[]> {
    return await super.listChannels(this.communityId, call);
  }
}
