import {
  buildGuild,
  type DiscordSimulator,
  SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { openEmptyTestDatabase, type TestDatabase } from '../database.ts';
import { Gate } from '../gate.ts';
import { ApiClient, BOT_TOKEN, RunningService, serviceEnvironment } from '../running-service.ts';

const TWO_DAYS_MS = 2 * 24 * 60 * 60 * 1000;

/** A whole Annals beside a simulated Discord with two guilds, for a browser to look at. */
export class DashboardStage implements AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly smallGuild: SimulatedGuild;
  readonly gate: Gate;
  readonly simulator: DiscordSimulator;
  readonly url: string;
  readonly api: ApiClient;
  readonly #service: RunningService;
  readonly #database: TestDatabase;

  private constructor(parts: {
    readonly guild: SimulatedGuild;
    readonly smallGuild: SimulatedGuild;
    readonly gate: Gate;
    readonly simulator: DiscordSimulator;
    readonly service: RunningService;
    readonly database: TestDatabase;
    readonly url: string;
  }) {
    this.guild = parts.guild;
    this.smallGuild = parts.smallGuild;
    this.gate = parts.gate;
    this.simulator = parts.simulator;
    this.url = parts.url;
    this.api = new ApiClient(parts.url);
    this.#service = parts.service;
    this.#database = parts.database;
  }

  static async open(): Promise<DashboardStage> {
    const endMs = Date.now() - TWO_DAYS_MS;
    const guild = buildGuild({ seed: 31, messages: 6_000, threads: 20, endMs });
    const bot = guild.users.get(guild.botId);
    const smallGuild = new SimulatedGuild({
      name: 'Small',
      startMs: endMs,
      ...(bot && { bot }),
    });
    const channelId = smallGuild.addChannel({ name: 'general' });
    smallGuild.post(channelId, { authorId: smallGuild.ownerId, content: 'Hello' });
    const gate = new Gate();
    const simulator = await startDiscordSimulator({
      guilds: [guild, smallGuild],
      token: BOT_TOKEN,
      beforeAnswer: () => gate.pass(),
    });
    const database = await openEmptyTestDatabase();
    const servers = { DATABASE_URL: database.url, DISCORD_API_URL: simulator.url };
    const service = await RunningService.start('start', serviceEnvironment(servers));
    const url = await service.apiUrl();
    return new DashboardStage({ guild, smallGuild, gate, simulator, service, database, url });
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
