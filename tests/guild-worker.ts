import {
  executeRuns,
  type PlatformAdapter,
  registerTenant,
  type SyncSettings,
  triggerRun,
} from '@annals/application';
import {
  ManualClock,
  MemoryQueue,
  RecordedLogger,
  RecordedMetrics,
} from '@annals/application/fakes';
import { CryptoIdHasher, type RunMode, type SyncRun, type Tenant } from '@annals/domain';
import discord from '@annals/plugin-discord';
import {
  type DiscordSimulator,
  type SimulatorOptions,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { CryptoIds, SystemClock } from '@annals/system';
import { TestArchive } from './persistence/archive.ts';
import { BOT_TOKEN } from './running-service.ts';

export interface GuildWorkerOptions extends Omit<SimulatorOptions, 'token'> {
  readonly settings?: Partial<SyncSettings>;
  readonly requestsPerSecond?: number;
}

const DEFAULTS: SyncSettings = {
  batchSize: 1_000,
  channelConcurrency: 1,
  lookBackMs: 24 * 60 * 60 * 1_000,
  readReactionUsers: true,
};

/**
 * One worker in this process: the real plugin against a simulated guild, the real statements
 * against PostgreSQL. Tells what a run costs on both sides.
 */
export class GuildWorker implements AsyncDisposable {
  readonly archive: TestArchive;
  readonly simulator: DiscordSimulator;
  readonly #adapter: PlatformAdapter;
  readonly #settings: SyncSettings;
  readonly #guildId: string;
  readonly #parts;
  #tenant: Tenant | null = null;

  private constructor(
    archive: TestArchive,
    simulator: DiscordSimulator,
    { guilds, settings, requestsPerSecond = 10_000 }: GuildWorkerOptions,
  ) {
    this.archive = archive;
    this.simulator = simulator;
    this.#guildId = guilds[0]?.id ?? '';
    this.#settings = { ...DEFAULTS, ...settings };
    const logger = new RecordedLogger();
    this.#adapter = discord.create({
      settings: {
        DISCORD_BOT_TOKEN: BOT_TOKEN,
        DISCORD_API_URL: simulator.url,
        DISCORD_REQUESTS_PER_SECOND: String(requestsPerSecond),
      },
      onRateLimit: 'exit',
      logger,
      onRequestAnswered: () => {},
    });
    const queue = new MemoryQueue(new ManualClock());
    const [clock, ids] = [new SystemClock(), new CryptoIds()];
    this.#parts = { unitOfWork: archive.unitOfWork, queue, clock, ids, logger };
  }

  static async open(options: GuildWorkerOptions): Promise<GuildWorker> {
    const archive = await TestArchive.open();
    const simulator = await startDiscordSimulator({ ...options, token: BOT_TOKEN });
    return new GuildWorker(archive, simulator, options);
  }

  /** One run from its trigger to its end; the first one registers the guild. */
  async sync(mode: RunMode = 'incremental'): Promise<SyncRun> {
    const { id, tenantId } = await this.#queueRun(mode);
    const handle = executeRuns({
      ...this.#parts,
      platforms: { adapterOf: () => this.#adapter, missingSetting: () => null },
      hasher: new CryptoIdHasher(null),
      metrics: new RecordedMetrics(),
      settings: this.#settings,
    });
    const stopping = new AbortController().signal;
    await handle({ job: { runId: id, tenantId }, attempt: 1, isLastAttempt: true, stopping });
    const run = await this.archive.repositories.runs.find(id);
    if (run === null) throw new Error('The run is gone.');
    return run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#adapter[Symbol.asyncDispose]();
    await this.simulator[Symbol.asyncDispose]();
    await this.archive[Symbol.asyncDispose]();
  }

  async #queueRun(mode: RunMode): Promise<SyncRun> {
    if (this.#tenant !== null) {
      const request = { trigger: 'manual', mode, channelIds: null, requestedBy: null } as const;
      return (await triggerRun(this.#parts, this.#tenant, request)).run;
    }
    const plugins = new Map([['discord', discord]]);
    const { tenant, run } = await registerTenant(
      { ...this.#parts, plugins },
      {
        name: 'A guild',
        slug: null,
        platform: 'discord',
        platformId: this.#guildId as Tenant['platformId'],
        settings: {},
      },
    );
    this.#tenant = tenant;
    return run;
  }
}
