import type { PlatformChannel, PlatformId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';

/** Takes the first page of a listing for all of it. */
export class ListingCutShort extends ScriptedPlatform {
  override async listChannels(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<readonly PlatformChannel[]> {
    return (await super.listChannels(communityId, call)).slice(0, 100);
  }
}
