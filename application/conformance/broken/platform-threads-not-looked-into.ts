import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { MessageLookup } from '../../ports/platform-capabilities.ts';

/** Looks for messages of a thread in its channel, where none of them is. */
export class ThreadsNotLookedInto extends ScriptedPlatform {
  protected override async lookUp(
    ...[channelId, messageId, call]: Parameters<MessageLookup['hasMessage']>
  ): Promise<boolean> {
    const { type, parentId } = this.channel(channelId);
    const place = type === 'thread' && parentId !== null ? parentId : channelId;
    return await super.lookUp(place, messageId, call);
  }
}
