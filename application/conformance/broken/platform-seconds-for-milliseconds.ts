import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessagePage, PlatformAdapter } from '../../ports/platform-adapter.ts';
import { PlatformError } from '../../ports/platform-error.ts';

/** Passes on how long to wait as HTTP says it. */
export class SecondsForMilliseconds extends ScriptedPlatform {
  override async listMessages(
    ...asked: Parameters<PlatformAdapter['listMessages']>
  ): Promise<MessagePage> {
    try {
      return await super.listMessages(...asked);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retryAfterMs === null) throw error;
      throw new PlatformError(error.code, error.message, error.retryAfterMs / 1000);
    }
  }
}
