import type { SQL } from 'bun';
import { collectorSettings } from '../tests/collector-settings.ts';
import {
  ApiClient,
  RunningService,
  type ServiceEnvironment,
  serviceEnvironment,
} from '../tests/running-service.ts';
import type { PageSource } from './page-source/page-source.ts';
import { type ProcessUse, useOf } from './process-use.ts';
import type { BenchDatabase } from './servers/postgres.ts';

/** A run that ended well, and what it took. */
export interface MeasuredRun {
  /** From its start to its end, by the run's own row. */
  readonly seconds: number;
  readonly messages: number;
  readonly requests: number;
  /** CPU seconds of the worker's process meanwhile. */
  readonly cpuSeconds: number;
  /** Resident megabytes at its end. */
  readonly residentMb: number;
}

const LOOK_EVERY_MS = 100;
/** In its first second a process asks Discord nothing, whoever has asked before it; a service is older. */
const SILENT_MS = 1_000;

/** The real worker, in a process of its own, with one tenant to read; the API is another process. */
export class AnnalsWorker implements AsyncDisposable {
  readonly #worker: RunningService;
  readonly #api: RunningService;
  readonly #client: ApiClient;
  readonly #sql: SQL;
  #slug: string | null = null;

  private constructor(
    services: { api: RunningService; worker: RunningService },
    url: string,
    sql: SQL,
  ) {
    this.#worker = services.worker;
    this.#api = services.api;
    this.#client = new ApiClient(url);
    this.#sql = sql;
  }

  /** Waits for work. Reaction users are not read unless `settings` say so. */
  static async start(
    database: BenchDatabase,
    source: PageSource,
    settings: ServiceEnvironment = {},
  ): Promise<AnnalsWorker> {
    const environment = serviceEnvironment({
      DATABASE_URL: database.url,
      DISCORD_API_URL: source.url,
      SYNC_REACTION_USERS: 'false',
      ...collectorSettings('worker'),
      ...settings,
    });
    const [api, worker] = await Promise.all([
      RunningService.start('api', environment),
      RunningService.start('worker', environment),
      Bun.sleep(SILENT_MS),
    ]);
    return new AnnalsWorker({ api, worker }, await api.apiUrl(), database.sql);
  }

  /** What the worker's process has used up to now. */
  use(): Promise<ProcessUse> {
    return useOf(this.#worker.pid);
  }

  /** Registers the guild, which starts its first run, and waits for that run's end. */
  async firstRun({ guildId, guildName }: PageSource): Promise<MeasuredRun> {
    return await this.#measured(async () => {
      this.#slug = await this.#client.register(guildName, guildId);
    });
  }

  /** Empties every table: the next first run is one, by a process that has worked before. */
  async startOver(): Promise<void> {
    const tables = await this.#sql`
      select quote_ident(tablename) as name from pg_tables
      where schemaname = 'public' and tablename not like 'annals_migrations%'`;
    const names = tables.map(({ name }: { name: string }) => name).join(', ');
    await this.#sql.unsafe(`truncate ${names}`);
    await this.#sql.unsafe('checkpoint');
    this.#slug = null;
  }

  /** One more run of the same tenant. */
  async nextRun(): Promise<MeasuredRun> {
    const slug = this.#slug;
    if (slug === null) throw new Error('There was no first run.');
    return await this.#measured(() => this.#client.sync(slug));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.stop();
    await this.#worker.stop();
  }

  async #measured(start: () => Promise<unknown>): Promise<MeasuredRun> {
    const before = await this.use();
    await start();
    const run = await this.#endOfLastRun();
    const after = await this.use();
    return {
      ...run,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      residentMb: after.residentMb,
    };
  }

  async #endOfLastRun(): Promise<Omit<MeasuredRun, 'cpuSeconds' | 'residentMb'>> {
    for (;;) {
      // Straight from the table: asking the API for a status would take time of the measured.
      const [run] = await this.#sql`
        select status, error_message, messages_added::float8 as messages,
          requests::float8 as requests,
          extract(epoch from finished_at - started_at)::float8 as seconds
        from sync_runs order by queued_at desc limit 1`;
      if (run.seconds !== null) {
        if (run.status !== 'succeeded') throw new Error(`${run.status}: ${run.error_message}`);
        return { seconds: run.seconds, messages: run.messages, requests: run.requests };
      }
      await Bun.sleep(LOOK_EVERY_MS);
    }
  }
}
