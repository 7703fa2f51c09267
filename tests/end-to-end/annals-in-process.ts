import {
  executeRuns,
  type PlatformAdapter,
  registerTenant,
  type SyncDelivery,
  type SyncSettings,
  triggerRun,
} from '@annals/application';
import {
  ManualClock,
  MemoryQueue,
  RecordedLogger,
  RecordedMetrics,
  SequentialIds,
} from '@annals/application/fakes';
import { CryptoIdHasher, type SyncRun, type Tenant } from '@annals/domain';
import discord from '@annals/plugin-discord';
import type { SimulatedGuild } from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { TestArchive } from '../persistence/archive.ts';

const settings: SyncSettings = {
  batchSize: 100,
  channelConcurrency: 2,
  lookBackMs: 24 * 60 * 60 * 1000,
  readReactionUsers: true,
};

/**
 * The core in this process, with what a worker really works on: PostgreSQL, and Discord's plugin
 * over HTTP. Only the time is the test's own.
 */
export class AnnalsInProcess implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly archive: TestArchive;
  readonly #settings: SyncSettings;
  readonly #queue: MemoryQueue;
  readonly #ids = new SequentialIds();
  readonly #logger = new RecordedLogger();
  #adapter: PlatformAdapter | null = null;

  private constructor(archive: TestArchive, changes: Partial<SyncSettings>) {
    this.archive = archive;
    this.clock = new ManualClock({ autoAdvance: true });
    this.#queue = new MemoryQueue(this.clock);
    this.#settings = { ...settings, ...changes };
  }

  static async open(changes: Partial<SyncSettings> = {}): Promise<AnnalsInProcess> {
    return new AnnalsInProcess(await TestArchive.open(), changes);
  }

  /** From now on the platform is this one. */
  async connectTo(apiUrl: string): Promise<void> {
    await this.#adapter?.[Symbol.asyncDispose]();
    this.#adapter = discord.create({
      settings: {
        DISCORD_BOT_TOKEN: BOT_TOKEN,
        DISCORD_API_URL: apiUrl,
        DISCORD_REQUESTS_PER_SECOND: '10000',
      },
      onRateLimit: 'exit',
      logger: this.#logger,
      onRequestAnswered: () => {},
    });
  }

  async register({ name, id }: SimulatedGuild): Promise<Tenant> {
    const plugins = new Map([[discord.name, discord]]);
    const request = { slug: null, platform: discord.name, platformId: id, settings: {} };
    return (await registerTenant({ ...this.#parts(), plugins }, { ...request, name })).tenant;
  }

  /** Queues a run, or joins the one that is there, and hands it to a worker as the queue does. */
  async sync(tenant: Tenant, delivery: Partial<SyncDelivery> = {}): Promise<SyncRun> {
    const request = { trigger: 'manual', mode: 'incremental', channelIds: null } as const;
    const { run } = await triggerRun(this.#parts(), tenant, { ...request, requestedBy: null });
    const handle = executeRuns({
      ...this.#parts(),
      platforms: { adapterOf: () => this.#adapter, missingSetting: () => null },
      hasher: new CryptoIdHasher(null),
      metrics: new RecordedMetrics(),
      settings: this.#settings,
    });
    await handle({
      job: { runId: run.id, tenantId: run.tenantId },
      attempt: 1,
      isLastAttempt: false,
      stopping: new AbortController().signal,
      ...delivery,
    });
    const ended = await this.archive.repositories.runs.find(run.id);
    if (ended === null) throw new Error('The run is gone.');
    return ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#adapter?.[Symbol.asyncDispose]();
    await this.archive[Symbol.asyncDispose]();
  }

  #parts() {
    const { clock } = this;
    const unitOfWork = this.archive.unitOfWork;
    return { unitOfWork, queue: this.#queue, clock, ids: this.#ids, logger: this.#logger };
  }
}
