import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { ArchivedThreadPage, ArchivedThreads } from '../../ports/platform-capabilities.ts';

/** Once a channel was listed, never looks at its archived threads again. */
export class BookmarkSparesTooMuch extends ScriptedPlatform {
  protected override async listArchivedPage(
    ...[parentId, request, call]: Parameters<ArchivedThreads['listArchivedThreads']>
  ): Promise<ArchivedThreadPage> {
    const page = await super.listArchivedPage(parentId, request, call);
    return request.listedUntil === null ? page : { ...page, threads: [], nextPage: null };
  }
}
