import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** No message tells that it was edited: its earlier texts would not be kept. */
export class EditsUntold extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    return { ...page, messages: page.messages.map((each) => ({ ...each, editedAt: null })) };
  }
}
