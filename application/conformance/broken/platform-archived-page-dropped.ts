import { ScriptedPlatform } from '../../fakes/scripted-platform.ts';
import type { ArchivedThreadPage, ArchivedThreads } from '../../ports/platform-capabilities.ts';

/** Stops after the second page of archived threads. */
export class ArchivedPageDropped extends ScriptedPlatform {
  protected override async listArchivedPage(
    ...[parentId, request, call]: Parameters<ArchivedThreads['listArchivedThreads']>
  ): Promise<ArchivedThreadPage> {
    const page = await super.listArchivedPage(parentId, request, call);
    return request.page === null ? page : { ...page, nextPage: null };
  }
}
