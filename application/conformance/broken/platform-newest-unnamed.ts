import type { PlatformChannel, PlatformId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';

/** Passes on a list of channels that says nothing of their messages: none would be read again. */
export class NewestUnnamed extends ScriptedPlatform {
  override async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    const channels = await super.listChannels(communityId, call);
    return channels.map((channel) => ({ ...channel, newestMessageId: null }));
  }
}
