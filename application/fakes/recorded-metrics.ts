import type { Metrics } from '../ports/metrics.ts';

/** Keeps what is counted, for a test to look at. */
export class RecordedMetrics implements Metrics {
  readonly runs: Parameters<Metrics['runFinished']>[0][] = [];
  readonly batches: Parameters<Metrics['batchStored']>[0][] = [];
  readonly requests: Parameters<Metrics['requestAnswered']>[] = [];

  runFinished(run: Parameters<Metrics['runFinished']>[0]): void {
    this.runs.push(run);
  }

  batchStored(batch: Parameters<Metrics['batchStored']>[0]): void {
    this.batches.push(batch);
  }

  requestAnswered(...request: Parameters<Metrics['requestAnswered']>): void {
    this.requests.push(request);
  }
}
