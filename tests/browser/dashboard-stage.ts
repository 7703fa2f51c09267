import {
  buildGuild,
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { Gate } from '../gate.ts';
import { ApiClient, RunningService, serviceEnvironment } from '../running-service.ts';

/** Messages of each. */
const SMALL_GUILDS = [214, 96, 38];
/** After so many a sync of the large guild is between 40 and 100 percent. */
export const REQUESTS_OF_HALF_A_SYNC = 90;
const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000;

/** A whole Annals beside a simulated Discord with a large guild and a few small ones, to look at. */
export class DashboardStage implements AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly smallGuilds: readonly SimulatedGuild[];
  readonly gate: Gate;
  readonly simulator: DiscordSimulator;
  readonly url: string;
  readonly databaseUrl: string;
  readonly api: ApiClient;
  readonly #service: RunningService;
  readonly #database: TestDatabase;

  private constructor(parts: {
    readonly guild: SimulatedGuild;
    readonly smallGuilds: readonly SimulatedGuild[];
    readonly gate: Gate;
    readonly simulator: DiscordSimulator;
    readonly service: RunningService;
    readonly database: TestDatabase;
    readonly url: string;
  }) {
    this.guild = parts.guild;
    this.smallGuilds = parts.smallGuilds;
    this.gate = parts.gate;
    this.simulator = parts.simulator;
    this.url = parts.url;
    this.databaseUrl = parts.database.url;
    this.api = new ApiClient(parts.url);
    this.#service = parts.service;
    this.#database = parts.database;
  }

  static async open(): Promise<DashboardStage> {
    const endMs = Date.now() - TWO_DAYS_MS;
    const guild = buildGuild({ seed: 31, messages: 6_000, threads: 20, endMs });
    const bot = guild.user(guild.botId);
    const smallGuilds = SMALL_GUILDS.map((messages, index) => {
      const name = `Small ${index + 1}`;
      const small = new SimulatedGuild({ name, startMs: endMs + index, bot });
      const channelId = small.addChannel({ name: 'general' });
      for (let count = 0; count < messages; count += 1) {
        small.post(channelId, { authorId: small.ownerId, content: `Message ${count}` });
      }
      return small;
    });
    const gate = new Gate();
    const simulator = await startDiscordSimulator({
      guilds: [guild, ...smallGuilds],
      token: BOT_TOKEN,
      beforeAnswer: () => gate.pass(),
    });
    const database = await openEmptyTestDatabase();
    const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
    const service = await RunningService.start('start', serviceEnvironment(servers));
    const url = await service.apiUrl();
    return new DashboardStage({ guild, smallGuilds, gate, simulator, service, database, url });
  }

  /** Registers the small guild of this number, from 0, and waits for its first sync; its slug. */
  async archiveSmall(number: number, name: string): Promise<string> {
    const slug = await this.api.register(name, this.smallGuilds[number]?.id ?? '');
    await this.api.idle(slug);
    return slug;
  }

  /** Waits until the tenant's run has been told to end, so that it cannot end by itself before. */
  async cancelHeard(slug: string): Promise<void> {
    await this.api.until(async () => {
      const { state } = await this.api.status(slug);
      return state === 'cancelling' || state === 'idle';
    });
  }

  /** The id of a channel of the guild. */
  channelNamed(name: string): string {
    const found = [...this.guild.channels.values()].find((channel) => channel.name === name);
    if (found === undefined) throw new Error(`The guild has no channel ${name}.`);
    return found.id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gate.open();
    await this.#service.stop();
    await this.simulator[Symbol.asyncDispose]();
    await this.#database.close();
  }
}
