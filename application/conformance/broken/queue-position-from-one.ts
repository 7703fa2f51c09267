import type { RunId } from '@annals/domain';
import { FaultyQueue } from './faulty-queue.ts';

/** Counts positions from one. */
export class PositionFromOne extends FaultyQueue {
  override async positionOf(runId: RunId): Promise<number | null> {
    const position = await super.positionOf(runId);
    return position === null ? null : position + 1;
  }
}
