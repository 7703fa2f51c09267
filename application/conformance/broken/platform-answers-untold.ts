import type { MessagePage } from '../../ports/platform-adapter.ts';
import { FaultyPages } from './faulty-pages.ts';

/** Does not tell operators that a request was answered. */
export class AnswersUntold extends FaultyPages {
  protected override spoil(page: MessagePage): MessagePage {
    this.traffic.answered.pop();
    return page;
  }
}
