import { createHash } from 'node:crypto';

const LIFETIME_S = 24 * 60 * 60;
const UNSIGNED =
  /^https:\/\/(cdn\.discordapp\.com|media\.discordapp\.net)\/(ephemeral-)?attachments\/[^?]+$/;

/** Signs links to attachments as the CDN asks for, differently for every answer. */
export class LinkSigner {
  readonly #issuedS: number;
  readonly #salt: number;

  /** `salt`: another one for every answer. */
  constructor(issuedMs: number, salt: number) {
    this.#issuedS = Math.floor(issuedMs / 1000);
    this.#salt = salt;
  }

  /** A copy with every `url`, `proxy_url` and `icon_url` in it signed, however deep. */
  signed<T>(value: T): T {
    return this.#walk(value) as T;
  }

  #walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [
        key,
        typeof field === 'string' && key.endsWith('url') ? this.#link(field) : this.#walk(field),
      ]),
    );
  }

  #link(link: string): string {
    if (!UNSIGNED.test(link)) return link;
    const signature = createHash('sha256').update(`${this.#salt} ${link}`).digest('hex');
    const [issued, expires] = [this.#issuedS, this.#issuedS + LIFETIME_S];
    return `${link}?ex=${expires.toString(16)}&is=${issued.toString(16)}&hm=${signature}&`;
  }
}
