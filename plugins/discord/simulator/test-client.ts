import type { SimulatorOptions } from './front-desk.ts';
import type { SimulatedGuild } from './guild.ts';
import { type DiscordSimulator, startDiscordSimulator } from './start-simulator.ts';

const TOKEN = 'the-token';

export interface Reply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A plain client for tests: a bot that does nothing by itself. */
export class TestClient implements AsyncDisposable {
  readonly simulator: DiscordSimulator;

  private constructor(simulator: DiscordSimulator) {
    this.simulator = simulator;
  }

  static async of(
    guild: SimulatedGuild,
    options: Partial<SimulatorOptions> = {},
  ): Promise<TestClient> {
    return new TestClient(
      await startDiscordSimulator({ guilds: [guild], token: TOKEN, ...options }),
    );
  }

  /** `path` below the version. Every call has a connection of its own: nothing is asked twice. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.simulator.url}/v10${path}`, {
      ...init,
      headers: {
        authorization: `Bot ${TOKEN}`,
        'user-agent': 'DiscordBot (https://annals.example, 1.0.0) test',
        connection: 'close',
        ...init.headers,
      },
    });
  }

  /** Trusts the caller as to what the body is. */
  async get<T = unknown>(path: string): Promise<Reply<T>> {
    const { status, headers, ...response } = await this.#read(path);
    return { status, headers, body: JSON.parse(response.text) as T };
  }

  /** `403/50001`, as short as a refusal can be said. */
  async refusal(path: string): Promise<string> {
    const { status, body } = await this.get<{ code?: number }>(path);
    return `${status}/${body.code}`;
  }

  async ids(path: string): Promise<string[]> {
    const { body } = await this.get<{ id: string }[]>(path);
    return body.map(({ id }) => id);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.simulator[Symbol.asyncDispose]();
  }

  async #read(path: string) {
    const response = await this.fetch(path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}
