import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { ReactionUserPage, ReactionUsers } from '../../ports/platform-capabilities.ts';

/** Looks for messages of a thread in its channel, where none of them is. */
export class ThreadsReactorsGone extends ScriptedPlatform {
  protected override async listReactionUserPage(
    ...[request, call]: Parameters<ReactionUsers['listReactionUsers']>
  ): Promise<ReactionUserPage> {
    const { type, parentId } = this.channel(request.channelId);
    const channelId = type === 'thread' && parentId !== null ? parentId : request.channelId;
    return await super.listReactionUserPage({ ...request, channelId }, call);
  }
}
