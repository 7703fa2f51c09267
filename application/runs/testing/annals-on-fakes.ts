import {
  type ChannelId,
  CryptoIdHasher,
  type RunMode,
  type SyncRun,
  type Tenant,
  type TenantStatus,
} from '@annals/domain';
import {
  ManualClock,
  MemoryQueue,
  MemoryStore,
  RecordedLogger,
  RecordedMetrics,
  ScriptedPlatform,
  type ScriptedPlatformOptions,
  SequentialIds,
  scriptedPlugin,
} from '../../fakes/index.ts';
import type { DeliveryOutcome, SyncDelivery } from '../../ports/sync-queue.ts';
import type { SyncSettings } from '../../sync/sync-parts.ts';
import { registerTenant } from '../../tenants/register-tenant.ts';
import { removeTenant } from '../../tenants/remove-tenant.ts';
import { updateTenant } from '../../tenants/update-tenant.ts';
import { executeRuns } from '../execute-run.ts';
import { triggerRun } from '../trigger-run.ts';

const settings: SyncSettings = {
  batchSize: 10,
  channelConcurrency: 1,
  lookBackMs: 0,
  readReactionUsers: true,
};

/** The whole core over fakes: one platform, one community, one worker at a time. */
export class AnnalsOnFakes {
  readonly clock: ManualClock = new ManualClock({ autoAdvance: true });
  readonly store: MemoryStore = new MemoryStore();
  readonly platform: ScriptedPlatform;
  readonly queue: MemoryQueue = new MemoryQueue(this.clock);
  readonly ids: SequentialIds = new SequentialIds();
  readonly logger: RecordedLogger = new RecordedLogger();
  readonly metrics: RecordedMetrics = new RecordedMetrics();
  readonly hasher: CryptoIdHasher = new CryptoIdHasher(null);
  /** What the worker told the queue of each delivery. */
  readonly outcomes: DeliveryOutcome[] = [];
  readonly #settings: SyncSettings;
  #tenant: Tenant | null = null;

  /**
   * `messagesAPage`: the most that the platform gives at once, whatever is asked for. `without`: what
   * it does not offer.
   */
  constructor(
    changes: Partial<SyncSettings> = {},
    messagesAPage: number = 5,
    without: NonNullable<ScriptedPlatformOptions['without']> = [],
  ) {
    this.#settings = { ...settings, ...changes };
    this.platform = new ScriptedPlatform({ pageSizes: { messages: messagesAPage }, without });
  }

  get tenant(): Tenant {
    if (this.#tenant === null) throw new Error('Nothing is registered yet.');
    return this.#tenant;
  }

  get isRegistered(): boolean {
    return this.#tenant !== null;
  }

  /** Registers the platform's community; its first run is queued. */
  async register(): Promise<SyncRun> {
    const plugins = new Map([['scripted', scriptedPlugin(this.platform)]]);
    const { tenant, run } = await registerTenant(
      { ...this.#parts(), plugins },
      {
        name: 'A community',
        slug: null,
        platform: 'scripted',
        platformId: this.platform.communityId,
        settings: {},
      },
    );
    this.#tenant = tenant;
    return run;
  }

  /** Removes the tenant; the community can be registered again. */
  async remove(): Promise<void> {
    const { tenant } = this;
    this.#tenant = null;
    await removeTenant(this.#parts(), tenant);
  }

  /** Pauses the tenant, say, and stops its run. */
  async change(status: TenantStatus): Promise<void> {
    await updateTenant(this.#parts(), this.tenant, { status });
  }

  /** Queues a run, or joins the one that is there. `channelIds`: of these alone. */
  async trigger(
    mode: RunMode = 'incremental',
    channelIds: readonly ChannelId[] | null = null,
  ): Promise<SyncRun> {
    const request = { trigger: 'manual', mode, channelIds, requestedBy: null } as const;
    return (await triggerRun(this.#parts(), this.tenant, request)).run;
  }

  /** Hands a run to a worker as the queue does; what the worker throws is thrown. */
  async deliver(run: SyncRun, delivery: Partial<SyncDelivery> = {}): Promise<SyncRun> {
    const handle = executeRuns({
      ...this.#parts(),
      platforms: { adapterOf: () => this.platform, missingSetting: () => null },
      hasher: this.hasher,
      metrics: this.metrics,
      settings: this.#settings,
    });
    const outcome = await handle({
      job: { runId: run.id, tenantId: run.tenantId },
      attempt: 1,
      isLastAttempt: false,
      stopping: new AbortController().signal,
      ...delivery,
    });
    this.outcomes.push(outcome);
    if (outcome !== 'hand_back') await this.queue.admin.removeJob(run.id);
    return await this.reload(run);
  }

  /** A run from its trigger to its end. */
  async sync(mode: RunMode = 'incremental'): Promise<SyncRun> {
    const run = this.isRegistered ? await this.trigger(mode) : await this.register();
    return await this.deliver(run);
  }

  async reload(run: SyncRun): Promise<SyncRun> {
    const found = await this.store.repositories.runs.find(run.id);
    if (found === null) throw new Error('The run is gone.');
    return found;
  }

  #parts() {
    const { store: unitOfWork, queue, clock, ids, logger } = this;
    return { unitOfWork, queue, clock, ids, logger };
  }
}
