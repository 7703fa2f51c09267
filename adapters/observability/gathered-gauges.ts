import { type Clock, errorName, type Logger } from '@annals/application';
import { Gauge, Registry } from 'prom-client';

/** Figures of the whole service, which are asked for and not counted. Both may reject. */
export interface ServiceFigures {
  /** By freshness. */
  freshness(): Promise<
    Readonly<Record<string, { readonly tenants: number; readonly lagSeconds: number }>>
  >;
  queue(): Promise<{
    /** By state. */
    readonly counts: Readonly<Record<string, number>>;
    readonly oldestWaitingSeconds: number;
  }>;
}

export interface GatheredGaugesParts {
  readonly figures: ServiceFigures;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Whoever asks more often gets the same again: asking needs no key and must cost little. */
const FRESH_FOR_MS = 5_000;

/** Gauges of the whole service. Those whose source is away are left out, and a warning says so. */
export class GatheredGauges {
  readonly #parts: GatheredGaugesParts;
  #gathered: { readonly at: number; readonly text: Promise<string> } | null = null;

  constructor(parts: GatheredGaugesParts) {
    this.#parts = parts;
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    const now = this.#parts.clock.now().getTime();
    if (this.#gathered === null || now - this.#gathered.at >= FRESH_FOR_MS) {
      this.#gathered = { at: now, text: this.#gather() };
    }
    return this.#gathered.text;
  }

  async #gather(): Promise<string> {
    const registry = new Registry();
    await Promise.all([
      this.#orNothing('freshness', () => this.#freshness(registry)),
      this.#orNothing('queue', () => this.#queue(registry)),
    ]);
    return await registry.metrics();
  }

  async #freshness(registry: Registry): Promise<void> {
    const byFreshness = Object.entries(await this.#parts.figures.freshness());
    const registers = [registry];
    const tenants = new Gauge({
      name: 'annals_tenants',
      help: 'Tenants, by how well their archives keep up with the schedule.',
      labelNames: ['freshness'],
      registers,
    });
    const lag = new Gauge({
      name: 'annals_freshness_lag_seconds',
      help: 'Since the last success of the tenant that has waited longest, by freshness.',
      labelNames: ['freshness'],
      registers,
    });
    for (const [freshness, figures] of byFreshness) {
      tenants.set({ freshness }, figures.tenants);
      lag.set({ freshness }, figures.lagSeconds);
    }
  }

  async #queue(registry: Registry): Promise<void> {
    const { counts, oldestWaitingSeconds } = await this.#parts.figures.queue();
    const registers = [registry];
    const jobs = new Gauge({
      name: 'annals_queue_jobs',
      help: 'Jobs of the queue, by state.',
      labelNames: ['state'],
      registers,
    });
    for (const [state, count] of Object.entries(counts)) jobs.set({ state }, count);
    new Gauge({
      name: 'annals_queue_oldest_waiting_seconds',
      help: 'For how long the job that is next has waited; 0 when none waits.',
      registers,
    }).set(oldestWaitingSeconds);
  }

  async #orNothing(source: string, gather: () => Promise<void>): Promise<void> {
    try {
      await gather();
    } catch (error) {
      this.#parts.logger.warn('metrics.not_gathered', { source, error: errorName(error) });
    }
  }
}
