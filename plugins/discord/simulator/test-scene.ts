import type { SimulatorOptions } from './front-desk.ts';
import { SimulatedGuild } from './guild.ts';
import type { DiscordSimulator } from './start-simulator.ts';
import { TestClient } from './test-client.ts';

export const PAGES = 'GET /channels/{channel}/messages';

/** One channel with one message, served. */
export interface TestScene extends AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly channel: string;
  readonly message: string;
  readonly client: TestClient;
  readonly simulator: DiscordSimulator;
  /** The path of the channel's messages. */
  readonly pages: string;
}

export async function newScene(options: Partial<SimulatorOptions> = {}): Promise<TestScene> {
  const guild = new SimulatedGuild({ name: 'Home', startMs: Date.UTC(2023, 0, 1) });
  const channel = guild.addChannel({ name: 'general' });
  const message = guild.post(channel, { authorId: guild.ownerId, content: 'hello' });
  const client = await TestClient.of(guild, options);
  return {
    guild,
    channel,
    message,
    client,
    simulator: client.simulator,
    pages: `/channels/${channel}/messages`,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
