import type { Answer } from './answer.ts';
import type { FaultAnswer } from './faults.ts';

const PAGES = ['cutJson', 'shuffledPage', 'repeatedPage', 'noAuthor'] as const;

/** Faults that are made of true answers. */
export type SpoiltPage = (typeof PAGES)[number];

export function isSpoiltPage(kind: FaultAnswer): kind is SpoiltPage {
  return PAGES.some((page) => page === kind);
}

/** Makes wrong answers of true ones, which it remembers by the list that they are of. */
export class SpoiltPages {
  readonly #last = new Map<string, Answer>();

  /** A true answer that is sent as it is. `path`: of the list, without its query. */
  remember(path: string, answer: Answer): void {
    this.#last.set(path, answer);
  }

  spoil(kind: SpoiltPage, path: string, answer: Answer): Answer {
    if (kind === 'repeatedPage') {
      const last = this.#last.get(path) ?? answer;
      this.#last.set(path, last);
      return last;
    }
    const text = answer.body.toString();
    if (kind === 'cutJson') return { ...answer, body: text.slice(0, Math.ceil(text.length / 2)) };
    const page: unknown = JSON.parse(text);
    if (!Array.isArray(page)) return answer;
    return { ...answer, body: JSON.stringify(kind === 'noAuthor' ? orphan(page) : shuffle(page)) };
  }
}

/** Every third from the end first: neither newest nor oldest first. */
function shuffle(page: readonly unknown[]): unknown[] {
  const thirds: unknown[][] = [[], [], []];
  page.forEach((item, index) => void thirds[index % 3]?.unshift(item));
  return thirds.flat();
}

/** Without the author of the message in the middle. */
function orphan(page: readonly object[]): object[] {
  const middle = Math.floor(page.length / 2);
  return page.map((message, index) => {
    if (index !== middle) return message;
    const { author: _, ...rest } = message as { readonly author?: unknown };
    return rest;
  });
}
