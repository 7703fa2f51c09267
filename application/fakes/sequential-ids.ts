import type { IdSource } from '../ports/id-source.ts';

/** The same ids and secrets, in the same order, every time. */
export class SequentialIds implements IdSource {
  readonly #series: string;
  #uuids = 0;
  #secrets = 0;

  /** Sources with different numbers, from 0 to 65535, never give the same. */
  constructor(series = 0) {
    this.#series = series.toString(16).padStart(4, '0');
  }

  uuid(): string {
    this.#uuids += 1;
    const count = this.#uuids.toString(16).padStart(12, '0');
    return `${count.slice(0, 8)}-${count.slice(8)}-7000-8000-00000000${this.#series}`;
  }

  secret(): string {
    this.#secrets += 1;
    // As long as 32 bytes in base64url.
    return `secret-${this.#series}-${this.#secrets.toString(16).padStart(31, '0')}`;
  }
}
