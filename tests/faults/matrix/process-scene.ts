import type { RegisteredTenant } from '@annals/application';
import type { SimulatedGuild } from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { openTestDatabase } from '../../database.ts';
import { RunningService, serviceEnvironment } from '../../running-service.ts';
import type { Arrivals } from './arrivals.ts';
import { compare } from './compare.ts';
import type { Attempt, QueueServer } from './fault-group.ts';
import { FaultWorker } from './fault-worker.ts';
import type { ProcessPlace } from './process-place.ts';
import { WatchedDiscord } from './watched-discord.ts';

/** After which an impatient worker that says nothing is missed. */
const LEASE_MS = 500;
/** Of one process: two of them together keep to what Discord allows. */
const REQUESTS_PER_SECOND = 25;

interface SceneOptions {
  readonly queue: QueueServer;
  /** The guild: its pages are made once then. */
  readonly neverChanges?: boolean;
}

/** A guild with an archive of its own, and the worker processes that read it. */
export class ProcessScene implements AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly databaseUrl: string;
  readonly #place: ProcessPlace;
  readonly #discord: WatchedDiscord;
  readonly #opened: AsyncDisposableStack;
  readonly #queues = new Set<QueueServer>();
  readonly #workers: RunningService[] = [];
  #asker: FaultWorker;
  #environment: Readonly<Record<string, string>> = {};

  private constructor(
    place: ProcessPlace,
    archive: { readonly guild: SimulatedGuild; readonly databaseUrl: string },
    discord: WatchedDiscord,
    opened: AsyncDisposableStack,
    queue: QueueServer,
  ) {
    this.guild = archive.guild;
    this.databaseUrl = archive.databaseUrl;
    this.#place = place;
    this.#discord = discord;
    this.#opened = opened;
    this.#asker = this.moveQueue(queue);
  }

  static async open(
    place: ProcessPlace,
    guild: SimulatedGuild,
    { queue, neverChanges = false }: SceneOptions,
  ): Promise<ProcessScene> {
    await using opening = new AsyncDisposableStack();
    const { url: databaseUrl } = opening.use(await openTestDatabase());
    const discord = opening.use(await WatchedDiscord.open(guild, neverChanges));
    return new ProcessScene(place, { guild, databaseUrl }, discord, opening.move(), queue);
  }

  get arrivals(): Arrivals {
    return this.#discord.arrivals;
  }

  /** Asks for runs, and works at none. */
  get asker(): FaultWorker {
    return this.#asker;
  }

  /** From now on all jobs go over this server, as when an operator names another one. */
  moveQueue(queue: QueueServer): FaultWorker {
    const { databaseUrl } = this;
    const { redisUrl } = this.#place;
    const queueUrl = queue === 'Redis' ? redisUrl : databaseUrl;
    this.#queues.add(queue);
    this.#environment = serviceEnvironment({
      ...{ DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl, DISCORD_API_URL: this.#discord.url },
      ...(queue === 'Redis' && { REDIS_URL: redisUrl }),
      ...{ LEASE_MS: String(LEASE_MS), DISCORD_REQUESTS_PER_SECOND: String(REQUESTS_PER_SECOND) },
    });
    this.#asker = this.#opened.use(new FaultWorker({ databaseUrl, queueUrl }));
    return this.#asker;
  }

  /** Annals' own worker process. */
  startWorker(): RunningService {
    return this.#start(new RunningService('worker', this.#environment));
  }

  /** A worker process that is missed soon. */
  startImpatient(): RunningService {
    const { impatientWorker } = this.#place;
    return this.#start(new RunningService('worker', this.#environment, impatientWorker));
  }

  /** Resolves with the moment; rejects when the worker ends before. */
  async reach(moment: Promise<void>, worker: RunningService): Promise<void> {
    let isReached = false;
    const early = worker.ended().then(() => {
      if (!isReached) throw new Error(`The worker ended before its time:\n${worker.log}`);
    });
    await Promise.race([moment, early]);
    isReached = true;
  }

  /** Once the run that met the fault is over: makes one more, and compares. */
  async outcome(
    { tenant, run }: Pick<RegisteredTenant, 'tenant' | 'run'>,
    isMet: boolean,
  ): Promise<Attempt> {
    const { asker, databaseUrl, guild } = this;
    const ending = await asker.ending(run.id);
    await asker.ending((await asker.trigger(tenant)).id);
    await using sql = new SQL(databaseUrl, { max: 1 });
    return {
      ...{ queues: [...this.#queues], isMet, endings: [ending] },
      ...(await compare(sql, tenant.slug, guild)),
      ...this.#discord.figures(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await this.#opened.disposeAsync();
  }

  #start(worker: RunningService): RunningService {
    this.#workers.push(worker);
    return worker;
  }
}
