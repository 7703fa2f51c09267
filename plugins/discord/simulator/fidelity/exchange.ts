/** One request of the crawl with what came back. */
export interface Exchange {
  readonly template: string;
  readonly path: string;
  readonly expected: number;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const SEGMENTS = ['guild', 'user', 'channel', 'message', 'emoji'];

type Values = Readonly<Record<string, string>>;

/** Asks a simulator as a bot does, and keeps every answer. */
export class Asker {
  readonly exchanges: Exchange[] = [];
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** `values`: what stands for each `{…}` of the template, and what goes into the query. */
  async ask(template: string, values: Values = {}, expected = 200): Promise<void> {
    const given = Object.entries(values).filter(([name]) => !SEGMENTS.includes(name));
    const query = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
    const path = template
      .slice('GET '.length)
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const response = await fetch(`${this.#url}/v10${path}${query}`, {
      headers: {
        authorization: `Bot ${this.#token}`,
        'user-agent': 'DiscordBot (https://annals.example, 1.0.0)',
      },
    });
    const { status, headers } = response;
    const body: unknown = await response.json();
    this.exchanges.push({ template, path: `${path}${query}`, expected, status, headers, body });
  }
}
