import type { Tenant, TenantId } from '@annals/domain';
import {
  ManualClock,
  MemoryQueue,
  MemoryStore,
  RecordedLogger,
  ScriptedPlatform,
  SequentialIds,
  scriptedPlugin,
} from '../../fakes/index.ts';
import type { PlatformPlugin } from '../../ports/platform-plugin.ts';
import type { Schedule } from '../../ports/schedule.ts';
import { registerTenant } from '../../tenants/register-tenant.ts';

const HOUR_MS = 60 * 60 * 1000;

const hourly: Schedule = {
  previous: (at) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS),
  next: (at) => new Date((Math.floor(at.getTime() / HOUR_MS) + 1) * HOUR_MS),
};

/** What the use cases around runs work with: a store and a queue in memory, and no worker. */
export class CoreOnFakes {
  readonly clock: ManualClock = new ManualClock({ start: new Date('2026-03-01T12:10:00.000Z') });
  readonly store: MemoryStore = new MemoryStore();
  readonly unitOfWork: MemoryStore = this.store;
  readonly queue: MemoryQueue = new MemoryQueue(this.clock);
  readonly ids: SequentialIds = new SequentialIds();
  readonly logger: RecordedLogger = new RecordedLogger();
  readonly schedule: Schedule = hourly;
  readonly platforms: readonly string[] = ['scripted'];
  readonly plugins: ReadonlyMap<string, PlatformPlugin> = new Map([
    ['scripted', scriptedPlugin(new ScriptedPlatform())],
  ]);
  #communities = 0;

  /** Registers a community of its own; its initial run is queued. */
  async register(name: string = 'A community', slug: string | null = null): Promise<Tenant> {
    this.#communities += 1;
    const platformId = String(this.#communities);
    const request = { name, slug, platform: 'scripted', platformId, settings: {} };
    return (await registerTenant(this, request)).tenant;
  }

  /** Stores an active tenant that has had no run at all. */
  async plant(change: Partial<Tenant> = {}): Promise<Tenant> {
    this.#communities += 1;
    const number = String(this.#communities);
    const tenant: Tenant = {
      id: this.ids.uuid() as TenantId,
      slug: `tenant-${number}`,
      name: 'A community',
      platform: 'scripted',
      platformId: number as Tenant['platformId'],
      status: 'active',
      settings: {},
      lastSyncedAt: null,
      createdAt: new Date('2026-01-01T00:00:00.000Z'),
      updatedAt: new Date('2026-01-01T00:00:00.000Z'),
      ...change,
    };
    await this.store.repositories.tenants.create(tenant);
    return tenant;
  }

  /** Ends the tenant's run as a worker does. */
  async finishRun(tenant: Tenant): Promise<void> {
    const { runs, runLeases } = this.store.repositories;
    const active = await runs.findActive(tenant.id);
    const run = active && (await runLeases.claim(active.id, this.clock.now()));
    if (run === null) throw new Error('The tenant has no run.');
    const lease = { runId: run.id, tenantId: tenant.id, fence: run.fence };
    await runLeases.finish(lease, { status: 'succeeded', error: null, at: this.clock.now() });
    await this.queue.admin.removeJob(run.id);
  }
}
