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

  /** With every `url`, `proxy_url` and `icon_url` in it signed, however deep; changes nothing. */
  signed<T>(value: T): T {
    return this.#walk(value) as T;
  }

  /** Copies only what holds a link: most of a message does not. */
  #walk(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    let copy: object | null = null;
    for (const [key, field] of Object.entries(value)) {
      const isLink = typeof field === 'string' && key.endsWith('url');
      const signed = isLink ? this.#link(field) : this.#walk(field);
      if (signed === field) continue;
      copy ??= Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, key, signed);
    }
    return copy ?? value;
  }

  #link(link: string): string {
    if (!UNSIGNED.test(link)) return link;
    const signature = createHash('sha256').update(`${this.#salt} ${link}`).digest('hex');
    const [issued, expires] = [this.#issuedS, this.#issuedS + LIFETIME_S];
    return `${link}?ex=${expires.toString(16)}&is=${issued.toString(16)}&hm=${signature}&`;
  }
}
