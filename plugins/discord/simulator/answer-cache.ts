import type { Answer } from './answer.ts';

/** Answers about guilds that never change, each made and written as JSON once. */
export class AnswerCache {
  readonly #bodies = new Map<string, Buffer>();

  /** The answer that stands under `key`, or else the one which `make` makes; headers are always new. */
  answer(key: string, headers: Answer['headers'], make: () => Answer): Answer {
    const kept = this.#bodies.get(key);
    if (kept !== undefined) {
      return {
        status: 200,
        headers: { 'content-type': 'application/json', ...headers },
        body: kept,
      };
    }
    const { body, ...answer } = make();
    const written = Buffer.from(body);
    this.#bodies.set(key, written);
    return { ...answer, body: written };
  }
}
