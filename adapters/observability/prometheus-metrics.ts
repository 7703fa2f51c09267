import type { AnsweredRequest, Metrics } from '@annals/application';
import { type RunEnding, type RunTrigger, runEndings, runTriggers } from '@annals/domain';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/**
 * prom-client's figures of Node that Bun does not have, or whose names break Prometheus' rules; and of
 * the heap what Bun has reserved, gigabytes that it never takes.
 */
const UNFIT = /^nodejs_(active_|heap_space_|gc_|version)|^process_heap_bytes$/;

const TOO_MANY_REQUESTS = 429;
const SECONDS_OF_A_RUN = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];
const SECONDS_OF_A_BATCH = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What this process counts as it works, and figures of the process itself. */
export class PrometheusMetrics implements Metrics {
  readonly #registry: Registry = new Registry();
  readonly #runs: Counter<'platform' | 'trigger' | 'status'>;
  readonly #runSeconds: Histogram<'platform' | 'status'>;
  readonly #messages: Counter;
  readonly #batchSeconds: Histogram;
  readonly #requests: Counter<'platform' | 'route' | 'status'>;
  readonly #rateLimited: Counter<'platform'>;

  constructor() {
    const registers = [this.#registry];
    this.#runs = new Counter({
      name: 'annals_runs_total',
      help: 'Runs that ended, by how they began and ended.',
      labelNames: ['platform', 'trigger', 'status'],
      registers,
    });
    this.#runSeconds = new Histogram({
      name: 'annals_run_duration_seconds',
      help: 'From the first start of a run to its end.',
      labelNames: ['platform', 'status'],
      buckets: SECONDS_OF_A_RUN,
      registers,
    });
    this.#messages = new Counter({
      name: 'annals_messages_stored_total',
      help: 'Messages that were stored because they were new or had changed.',
      registers,
    });
    this.#batchSeconds = new Histogram({
      name: 'annals_batch_write_seconds',
      help: 'One transaction that stores a batch of messages.',
      buckets: SECONDS_OF_A_BATCH,
      registers,
    });
    this.#requests = new Counter({
      name: 'annals_platform_requests_total',
      help: 'Requests to a platform, by kind and by the status of the answer (none: no answer).',
      labelNames: ['platform', 'route', 'status'],
      registers,
    });
    this.#rateLimited = new Counter({
      name: 'annals_rate_limited_answers_total',
      help: 'Answers with which a platform asked for fewer requests.',
      labelNames: ['platform'],
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
    for (const { name } of this.#registry.getMetricsAsArray()) {
      if (UNFIT.test(name)) this.#registry.removeSingleMetric(name);
    }
  }

  /**
   * Shows what can be counted of these platforms before it is: to Prometheus, a counter that comes
   * with its first event has not increased.
   */
  startAtZero(platforms: readonly string[]): void {
    for (const platform of platforms) {
      this.#rateLimited.inc({ platform }, 0);
      for (const status of runEndings) {
        this.#runSeconds.zero({ platform, status });
        for (const trigger of runTriggers) this.#runs.inc({ platform, trigger, status }, 0);
      }
    }
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  runFinished(run: {
    readonly platform: string;
    readonly trigger: RunTrigger;
    readonly status: RunEnding;
    readonly durationMs: number;
  }): void {
    const { platform, trigger, status, durationMs } = run;
    this.#runs.inc({ platform, trigger, status });
    this.#runSeconds.observe({ platform, status }, durationMs / 1_000);
  }

  batchStored({
    messages,
    durationMs,
  }: {
    readonly messages: number;
    readonly durationMs: number;
  }): void {
    this.#messages.inc(messages);
    this.#batchSeconds.observe(durationMs / 1_000);
  }

  requestAnswered(platform: string, { route, status }: AnsweredRequest): void {
    this.#requests.inc({ platform, route, status: status ?? 'none' });
    if (status === TOO_MANY_REQUESTS) this.#rateLimited.inc({ platform });
  }
}
