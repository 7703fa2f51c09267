import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** Texts that are withheld look like texts that are empty. */
export class BlankTakenForShown extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    return { ...page, content: page.content === 'blank' ? 'shown' : page.content };
  }
}
