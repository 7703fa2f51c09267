import { addCounters, type FinishedRun, isFinished, type TenantId } from '@annals/domain';
import type {
  ErrorCause,
  FiguresRepository,
  MessagesOfDay,
  StoredRows,
} from '../ports/figures-repository.ts';
import { MemoryRepository } from './memory-repository.ts';
import { inOrder, type RunRow } from './memory-tables.ts';
import { latestFinished, toRun } from './run-rows.ts';

export class MemoryFiguresRepository extends MemoryRepository implements FiguresRepository {
  lastFinishedRuns(tenantIds: readonly TenantId[]): Promise<FinishedRun[]> {
    return this.run('figures.lastFinishedRuns', () =>
      [...new Set(tenantIds)].flatMap((tenantId) => {
        const latest = latestFinished(this.#runsOf(tenantId));
        return latest === null ? [] : [toRun(latest)];
      }),
    );
  }

  storedSince(tenantIds: readonly TenantId[], since: Date): Promise<StoredRows[]> {
    return this.run('figures.storedSince', () =>
      [...new Set(tenantIds)].flatMap((tenantId) => {
        const runs = this.#runsOf(tenantId).filter(
          (run) => !isFinished(run) || run.finishedAt >= since,
        );
        const [first, ...others] = runs.map(({ counters }) => counters);
        if (first === undefined) return [];
        const { messagesAdded, reactions, attachments } = others.reduce(addCounters, first);
        return [{ tenantId, runs: runs.length, messages: messagesAdded, reactions, attachments }];
      }),
    );
  }

  messagesPerDay(tenantId: TenantId, from: Date): Promise<MessagesOfDay[]> {
    return this.run('figures.messagesPerDay', () => {
      const sent = this.tables.messages
        .all()
        .filter((row) => row.tenantId === tenantId && row.platformCreatedAt >= from)
        .filter((row) => this.tables.isOfReadChannel(row));
      const byDay = Map.groupBy(sent, ({ platformCreatedAt }) =>
        platformCreatedAt.toISOString().slice(0, '2026-03-01'.length),
      );
      const days = [...byDay].map(([day, ofDay]) => ({ day, messages: ofDay.length }));
      return inOrder(days, ({ day }) => day);
    });
  }

  errorCauses(tenantId: TenantId, since: Date): Promise<ErrorCause[]> {
    return this.run('figures.errorCauses', () => {
      const errors = this.tables.errors
        .all()
        .filter((error) => error.tenantId === tenantId && error.occurredAt >= since)
        .toSorted((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime() || b.number - a.number);
      return [...Map.groupBy(errors, ({ code }) => code)].flatMap(([code, ofCode]) => {
        const [last] = ofCode;
        if (last === undefined) return [];
        const { message, runId, occurredAt: lastOccurredAt } = last;
        const channels = new Set(ofCode.flatMap(({ channelId }) => channelId ?? []));
        const counts = { errors: ofCode.length, channels: channels.size };
        return [{ code, ...counts, lastOccurredAt, message, runId }];
      });
    });
  }

  #runsOf(tenantId: TenantId): RunRow[] {
    return this.tables.runs.all().filter((run) => run.tenantId === tenantId);
  }
}
