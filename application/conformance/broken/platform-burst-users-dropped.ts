import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { ReactionUserPage, ReactionUsers } from '../../ports/platform-capabilities.ts';

/** Knows one kind of reaction only. */
export class BurstUsersDropped extends ScriptedPlatform {
  protected override async listReactionUserPage(
    ...[request, call]: Parameters<ReactionUsers['listReactionUsers']>
  ): Promise<ReactionUserPage> {
    const page = await super.listReactionUserPage(request, call);
    return request.kind === 'normal' ? page : { userIds: [], nextPage: null };
  }
}
