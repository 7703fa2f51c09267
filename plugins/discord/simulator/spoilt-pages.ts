import type { Answer } from './answer.ts';
import type { FaultAnswer } from './faults.ts';

type Rows = readonly object[];

/** What becomes of the rows of a list. */
const listChanges: Readonly<
  Record<'shuffledPage' | 'noAuthor' | 'emptiedList' | 'halvedList', (rows: Rows) => Rows>
> = {
  shuffledPage: shuffle,
  noAuthor: orphan,
  emptiedList: () => [],
  halvedList: (rows) => rows.slice(0, Math.floor(rows.length / 2)),
};

/** Faults that are made of true answers. */
export type SpoiltPage = 'cutJson' | 'repeatedPage' | keyof typeof listChanges;

export function isSpoiltPage(kind: FaultAnswer): kind is SpoiltPage {
  return kind === 'cutJson' || kind === 'repeatedPage' || kind in listChanges;
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
    return { ...answer, body: JSON.stringify(withRows(JSON.parse(text), listChanges[kind])) };
  }
}

/** A list is an array, or the threads of an object; every other answer stays as it is. */
function withRows(value: unknown, change: (rows: Rows) => Rows): unknown {
  if (Array.isArray(value)) return change(value);
  if (typeof value !== 'object' || value === null || !('threads' in value)) return value;
  return { ...value, threads: withRows(value.threads, change) };
}

/** Every third from the end first: neither newest nor oldest first. */
function shuffle(page: Rows): Rows {
  const thirds: object[][] = [[], [], []];
  page.forEach((item, index) => void thirds[index % 3]?.unshift(item));
  return thirds.flat();
}

/** Without the author of the message in the middle. */
function orphan(page: Rows): Rows {
  const middle = Math.floor(page.length / 2);
  return page.map((message, index) => {
    if (index !== middle) return message;
    const { author: _, ...rest } = message as { readonly author?: unknown };
    return rest;
  });
}
