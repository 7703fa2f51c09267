import {
  type AdministeredQueue,
  executeRuns,
  keepSweeping,
  type Logger,
  type PlatformAdapter,
  type RegisteredTenant,
  registerTenant,
  removeTenant,
  StoreUnavailableError,
  type SyncConsumer,
  type TriggerRunParts,
  triggerRun,
} from '@annals/application';
import { RecordedLogger, RecordedMetrics } from '@annals/application/fakes';
import {
  CryptoIdHasher,
  type RunId,
  type RunMode,
  type SyncRun,
  type Tenant,
} from '@annals/domain';
import { connectDatabase, type DatabaseConnection, KyselyUnitOfWork } from '@annals/persistence';
import discord from '@annals/plugin-discord';
import type { SimulatedGuild } from '@annals/plugin-discord/simulator';
import { CryptoIds } from '@annals/system';
import { DiscordAdapter } from '../../../plugins/discord/discord-adapter.ts';
import { DiscordRest } from '../../../plugins/discord/requests/rest.ts';
import { BOT_TOKEN } from '../../bot-token.ts';
import { openQueue, quickTiming } from '../../queue-backends.ts';
import { aMinuteAhead, HurriedClock } from './hurried-clock.ts';

/** Small, so that a fault has many places between two batches. */
const BATCH_SIZE = 200;
const POLL_MS = 10;
const RESTART_MS = 1_000;

interface FaultWorkerOptions {
  /** Of migrated tables. */
  readonly databaseUrl: string;
  /** A PostgreSQL or a Redis. */
  readonly queueUrl: string;
  readonly clock?: HurriedClock;
  readonly logger?: Logger;
  readonly requestsPerSecond?: number;
  /** Less than a person would wait, unless told. Milliseconds. */
  readonly answerWithinMs?: number;
  /** Milliseconds after which a worker that says nothing has lost its job, and its transaction. */
  readonly leaseMs?: number;
}

/** Whoever asks for runs and, when told to work, a worker with its sweeper in this process. */
export class FaultWorker implements AsyncDisposable {
  readonly #connection: DatabaseConnection;
  readonly #rest: { readonly requestsPerSecond: number; readonly timeoutMs: number };
  readonly #parts: TriggerRunParts & { readonly queue: AdministeredQueue };
  #consumer: SyncConsumer | null = null;
  readonly #stopping = new AbortController();
  #adapter: PlatformAdapter | null = null;

  constructor(options: FaultWorkerOptions) {
    const { databaseUrl, queueUrl, clock = new HurriedClock() } = options;
    const { logger = new RecordedLogger(), leaseMs = quickTiming.lockMs } = options;
    const { requestsPerSecond = 50, answerWithinMs: timeoutMs = 500 } = options;
    this.#rest = { requestsPerSecond, timeoutMs };
    this.#connection = connectDatabase(databaseUrl, { silentTransactionMs: leaseMs });
    const unitOfWork = new KyselyUnitOfWork(this.#connection.db);
    const queue = openQueue(queueUrl, logger, { ...quickTiming, lockMs: leaseMs });
    this.#parts = { unitOfWork, queue, clock, ids: new CryptoIds(), logger };
  }

  /** Takes runs from now on, and gives jobs to those that have lost theirs. */
  work(): void {
    const { queue, clock } = this.#parts;
    const handler = executeRuns({
      ...this.#parts,
      platforms: { adapterOf: () => this.#adapter, missingSetting: () => null },
      hasher: new CryptoIdHasher(null),
      metrics: new RecordedMetrics(),
      settings: {
        batchSize: BATCH_SIZE,
        channelConcurrency: 1,
        readReactionUsers: true,
        lookBackMs: 24 * 60 * 60 * 1_000,
      },
    });
    this.#consumer = queue.consume(handler, { concurrency: 1 });
    void keepSweeping({ ...this.#parts, clock: aMinuteAhead(clock) }, this.#stopping.signal);
  }

  /** Reads from this address, as a process that has just started: nothing of before is known. */
  async readFrom(apiUrl: string): Promise<void> {
    await this.#adapter?.[Symbol.asyncDispose]();
    this.#adapter = new DiscordAdapter(
      new DiscordRest({
        ...{ ...this.#rest, apiUrl, token: BOT_TOKEN },
        onRateLimit: 'exit',
        logger: this.#parts.logger,
        onRequestAnswered: () => {},
      }),
    );
  }

  /** The same a moment later: no process starts within a second of its end. */
  async restart(apiUrl: string): Promise<void> {
    await Bun.sleep(RESTART_MS);
    await this.readFrom(apiUrl);
  }

  /** Registers a guild, whose first run begins. */
  async register(guild: SimulatedGuild): Promise<RegisteredTenant> {
    const request = { name: guild.name, slug: null, platform: 'discord', settings: {} };
    return await registerTenant(
      { ...this.#parts, plugins: new Map([['discord', discord]]) },
      { ...request, platformId: guild.id },
    );
  }

  /** Queues a run, or joins the one that is there. */
  async trigger(tenant: Tenant, mode: RunMode = 'incremental'): Promise<SyncRun> {
    const request = { trigger: 'manual', mode, channelIds: null } as const;
    const triggered = await triggerRun(this.#parts, tenant, { ...request, requestedBy: null });
    return triggered.run;
  }

  /** What a run ends as, however long the database is away meanwhile. */
  async ending(runId: RunId): Promise<string> {
    for (;;) {
      const run = await this.#find(runId);
      if (run !== null && run.status !== 'queued' && run.status !== 'running') return run.status;
      await Bun.sleep(POLL_MS);
    }
  }

  async remove(tenant: Tenant): Promise<void> {
    await removeTenant(this.#parts, tenant);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#consumer?.close();
    await this.#parts.queue[Symbol.asyncDispose]();
    await this.#connection.close();
    await this.#adapter?.[Symbol.asyncDispose]();
  }

  async #find(runId: RunId): Promise<SyncRun | null> {
    try {
      return await this.#parts.unitOfWork.repositories.runs.find(runId);
    } catch (error) {
      if (error instanceof StoreUnavailableError) return null;
      throw error;
    }
  }
}
