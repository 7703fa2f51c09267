import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** What cannot be read is left out without a word. */
export class UnreadableDropped extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    const lastId = page.messages.at(-1)?.id ?? null;
    return { ...page, unreadable: [], lastId };
  }
}
