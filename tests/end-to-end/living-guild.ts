import { PlatformError } from '@annals/application';
import type { SyncRun, Tenant } from '@annals/domain';
import {
  buildGuild,
  type DiscordSimulator,
  GuildLife,
  madeAt,
  type SimulatedFault,
  type SimulatedGuild,
  type SimulatedRequest,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../bot-token.ts';
import { AnnalsInProcess } from './annals-in-process.ts';
import { untruths } from './archive-rows.ts';

const HOUR_MS = 60 * 60 * 1000;
/** No change leaves the look-back, of 24 hours, before a run that nothing disturbs. */
const REACH_MS = 6 * HOUR_MS;
const LONGEST_HIDDEN_MS = 6 * HOUR_MS;
const MOST_DISTURBED_HOURS = 5;
/** So many connections `connectDatabase` opens. */
const MOST_CONNECTIONS = 10;

export const workerLucks = [
  'clean',
  'absent',
  'cancelled',
  'stopped',
  'database lost',
  'calls fail',
  'connections drop',
  'bodies cut',
  'rate limited',
  'texts withheld',
  'people react',
] as const;
export type WorkerLuck = (typeof workerLucks)[number];

/** What happens in an hour, and what the worker meets at its end. */
export interface Hour {
  readonly seed: number;
  readonly events: number;
  readonly worker: WorkerLuck;
  /** The request of the run at which the worker's luck turns; maybe one that never comes. */
  readonly moment: number;
}

/** These befall a run from its beginning on. */
const lasting: readonly WorkerLuck[] = ['texts withheld', 'people react'];
/** What the application's flags say while texts are withheld. */
const toldOfTexts = [false, null, true] as const;
const REACTORS = /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/(.+)$/;

const faults: Partial<Record<WorkerLuck, Omit<SimulatedFault, 'skip'>>> = {
  'calls fail': { answer: 503, times: 4 },
  'connections drop': { answer: 'dropped', times: 2 },
  'bodies cut': { answer: 'cutBody', times: 4 },
  'rate limited': { answer: 'rateLimited', times: 1, retryAfterMs: 1 },
};

/** A guild that lives by the hour, and its archive: the real plugin over HTTP, and PostgreSQL. */
export class LivingGuild implements AsyncDisposable {
  readonly guild: SimulatedGuild;
  readonly annals: AnnalsInProcess;
  readonly lucks: Set<WorkerLuck> = new Set();
  readonly #life: GuildLife;
  #simulator: DiscordSimulator | null = null;
  #tenant: Tenant | null = null;
  #onRequest: (request: SimulatedRequest) => Promise<void> = async () => {};
  #disturbedHours = 0;
  /** By message, what makes its counts again what they were. */
  readonly #turnsBack = new Map<string, () => void>();

  private constructor(annals: AnnalsInProcess, seed: number) {
    this.annals = annals;
    const endMs = annals.clock.now().getTime() - HOUR_MS;
    this.guild = buildGuild({ seed, messages: 400, threads: 20, endMs });
    const options = { reachMs: REACH_MS, longestHiddenMs: LONGEST_HIDDEN_MS };
    this.#life = new GuildLife(this.guild, options);
  }

  static async open(seed: number): Promise<LivingGuild> {
    const living = new LivingGuild(await AnnalsInProcess.open(), seed);
    const { guild, annals } = living;
    living.#simulator = await startDiscordSimulator({
      guilds: [guild],
      token: BOT_TOKEN,
      beforeAnswer: (request) => living.#onRequest(request),
    });
    await annals.connectTo(living.#simulator.url);
    living.#tenant = await annals.register(guild);
    return living;
  }

  get tenant(): Tenant {
    if (this.#tenant === null) throw new Error('Nothing is registered yet.');
    return this.#tenant;
  }

  /** After a run that nothing disturbed, throws when the tables are not what the guild is. */
  async live({ seed, events, worker, moment }: Hour): Promise<void> {
    const { clock, archive } = this.annals;
    this.#life.live({ seed, events });
    for (const turnBack of this.#turnsBack.values()) turnBack();
    this.#turnsBack.clear();
    await clock.advance(HOUR_MS);
    this.guild.advanceTo(Math.max(this.guild.nowMs, clock.now().getTime()));
    const isPatient = this.#disturbedHours < MOST_DISTURBED_HOURS;
    const run = await this.#run(isPatient ? worker : 'clean', moment);
    this.#disturbedHours += 1;
    if (run === null) return;
    this.#disturbedHours = 0;
    this.#life.wasSeen();
    if (run.status !== 'succeeded') throw new Error(`The run ends ${JSON.stringify(run)}.`);
    const wrong = await untruths(archive.sql, this.tenant.slug, this.guild);
    if (Object.keys(wrong).length > 0) throw new Error(JSON.stringify(wrong, null, 2));
    const unwritten = await archive.sql`
      select message_id, message_revisions.content
      from message_revisions join messages using (tenant_id, channel_id)
      where messages.id = message_id and platform_edited_at is null`;
    if (unwritten.length > 0) throw new Error(`Nobody edited ${JSON.stringify(unwritten)}.`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.annals[Symbol.asyncDispose]();
    await this.#simulator?.[Symbol.asyncDispose]();
  }

  /** The run when nothing disturbed it, also because the bad luck came after its end. */
  async #run(worker: WorkerLuck, moment: number): Promise<SyncRun | null> {
    this.lucks.add(worker);
    if (worker === 'absent') return null;
    const stopping = new AbortController();
    let requests = 0;
    const turn = this.#turnOf(worker, stopping);
    this.#onRequest = async (request) => {
      requests += 1;
      if (requests === moment + 1) await turn();
      if (worker === 'people react') this.#turnReaction(request);
    };
    if (worker === 'texts withheld') {
      this.#simulator?.setContentIntent(false, toldOfTexts[moment % toldOfTexts.length]);
    }
    const fault = faults[worker];
    if (fault !== undefined) this.#simulator?.fail({ ...fault, skip: moment });
    try {
      const run = await this.annals.sync(this.tenant, { stopping: stopping.signal });
      const isUndisturbed = requests <= moment && !lasting.includes(worker);
      return worker === 'clean' || isUndisturbed ? run : null;
    } catch (error) {
      // What a worker throws is for the queue, which would hand the run out again.
      if (worker === 'database lost' || error instanceof PlatformError) return null;
      throw error;
    } finally {
      this.#onRequest = async () => {};
      this.#simulator?.clearFaults();
      this.#simulator?.setContentIntent(true);
      if (worker === 'database lost') await this.#meetLostConnections();
    }
  }

  /**
   * A connection that was lost in this hour may be noticed by the first who uses it: in the next
   * hour that would be a run which nothing disturbed.
   */
  async #meetLostConnections(): Promise<void> {
    const { tenants } = this.annals.archive.repositories;
    await Promise.allSettled(
      Array.from({ length: MOST_CONNECTIONS }, () => tenants.find(this.tenant.id)),
    );
  }

  /** Somebody comes or leaves before it is said who reacted, and somebody else does the opposite later. */
  #turnReaction({ path, query }: SimulatedRequest): void {
    const { guild } = this;
    const [, channelId = '', messageId = '', value = ''] = REACTORS.exec(path) ?? [];
    if (query.type !== '0' || this.#turnsBack.has(messageId)) return;
    if (guild.nowMs - madeAt(messageId || '0') > REACH_MS) return;
    const reaction = guild
      .findMessage(channelId, messageId)
      ?.reactions.find(({ emoji: { id, name } }) => {
        return decodeURIComponent(value) === (id === null ? name : `${name}:${id}`);
      });
    const [first, second] = reaction?.normal ?? [];
    const outsider = [...guild.users.keys()].find((id) => reaction?.normal.has(id) === false);
    if (reaction === undefined || first === undefined || outsider === undefined) return;
    const { emoji } = reaction;
    const come = () => guild.react(channelId, messageId, emoji, [outsider]);
    const leave = () => guild.unreact(channelId, messageId, emoji, [first]);
    const [now, later] = second === undefined ? [come, leave] : [leave, come];
    now();
    this.#turnsBack.set(messageId, () => {
      if (guild.findMessage(channelId, messageId) !== undefined) later();
    });
  }

  #turnOf(worker: WorkerLuck, stopping: AbortController): () => Promise<void> {
    const { archive, clock } = this.annals;
    switch (worker) {
      case 'stopped':
        return async () => stopping.abort();
      case 'cancelled':
        return async () => {
          await archive.repositories.runs.requestCancel(this.tenant.id, clock.now());
        };
      case 'database lost':
        return async () => {
          await archive.sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`;
        };
      default:
        return async () => {};
    }
  }
}
