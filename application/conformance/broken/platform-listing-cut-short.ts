import type { PlatformChannel } from '@annals/domain';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformAdapter } from '../../ports/platform-adapter.ts';

/** Takes the first page of a listing for all of it. */
export class ListingCutShort extends ScriptedPlatform {
  override async listChannels(
    ...asked: Parameters<PlatformAdapter['listChannels']>
  ): Promise<readonly PlatformChannel[]> {
    return (await super.listChannels(...asked)).slice(0, 100);
  }
}
