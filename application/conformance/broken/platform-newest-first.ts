import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** Passes pages on in the order in which many platforms send them. */
export class NewestFirst extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    return { ...page, messages: page.messages.toReversed() };
  }
}
