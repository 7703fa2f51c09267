import { exactly, type PlatformChannel, type PlatformId } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';
import type { CommunityVolume } from '../../ports/platform-diagnosis.ts';

/** Takes a full first page for everything that there is. */
export class MeasuredInOnePage extends ScriptedPlatform {
  protected override async measure(
    communityId: PlatformId,
    wanted: readonly PlatformChannel[],
    call: PlatformCall,
  ): Promise<CommunityVolume> {
    const volume = await super.measure(communityId, wanted, call);
    const firstPage = (count: number) => exactly(Math.min(count, 100));
    const channels = volume.channels.map((channel) => ({
      ...channel,
      messages: firstPage(channel.messages.likely),
    }));
    return { ...volume, channels };
  }
}
