import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import { PlatformError } from '../../ports/platform-error.ts';
import { endPage } from './faulty-pages.ts';

/** A channel that may not be read looks like an empty one. */
export class ForbiddenSwallowed extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    try {
      return await super.listMessages(...asked);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'forbidden') throw error;
      return endPage;
    }
  }
}
