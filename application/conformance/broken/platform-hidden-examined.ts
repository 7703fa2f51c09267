import type { PlatformId } from '@annals/domain';
import { toPlatformChannel } from '../../fakes/scripted-entities.ts';
import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { PlatformCall } from '../../ports/platform-call.ts';
import type { CommunityExamination } from '../../ports/platform-diagnosis.ts';

/** Promises to archive what no listing gives. */
export class HiddenExamined extends ScriptedPlatform {
  protected override async examine(
    communityId: PlatformId,
    call: PlatformCall,
  ): Promise<CommunityExamination> {
    const examined = await super.examine(communityId, call);
    const all = [...this.channels.values()].filter(({ type }) => type !== 'thread');
    return { ...examined, archived: all.map(toPlatformChannel), excluded: [] };
  }
}
