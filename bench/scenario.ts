import type { Postgres } from './servers/postgres.ts';

/** One number that a scenario found, and what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** `×`, `s`, `MB`, …; empty for a plain number. */
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /**
   * `work` is the same on every machine, and what CI holds to its bounds. `speed` is not, nor is how
   * much memory a collector lets stand before it collects.
   */
  readonly kind: 'work' | 'speed';
}

export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Bars of one panel of the picture. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}

export interface ScenarioResult {
  readonly figures: readonly Figure[];
  readonly tables?: readonly ResultTable[];
  readonly chart?: Chart;
}

export interface BenchContext {
  /** Sizes at which everything runs and no time means anything. */
  readonly small: boolean;
  /** Progress, for whoever waits. */
  log(line: string): void;
  /** The server that Annals brings along, kept for all scenarios. */
  embedded(): Promise<Postgres>;
  /** The distribution's, kept for all scenarios; undefined where the machine has none. */
  external(): Promise<Postgres | undefined>;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** How it is measured: paragraphs of Markdown. */
  readonly method: string;
  run(context: BenchContext): Promise<ScenarioResult>;
}

export function isReached({ value, atMost, atLeast }: Figure): boolean {
  return value <= (atMost ?? value) && value >= (atLeast ?? value);
}
