import { addCounters, type FinishedRun, isFinished, type TenantId } from '@annals/domain';
import type {
  ErrorCause,
  FiguresRepository,
  MessagesOfDay,
  StoredRows,
} from '../ports/figures-repository.ts';
import type { MemorySession } from './memory-session.ts';
import { inOrder, type MemoryTables, type RunRow } from './memory-tables.ts';
import { latestFinished, toRun } from './run-rows.ts';

export class MemoryFiguresRepository implements FiguresRepository {
  readonly #tables: MemoryTables;
  readonly #session: MemorySession;

  constructor(tables: MemoryTables, session: MemorySession) {
    this.#tables = tables;
    this.#session = session;
  }

  lastFinishedRuns(tenantIds: readonly TenantId[]): Promise<FinishedRun[]> {
    return this.#session.run('figures.lastFinishedRuns', () =>
      [...new Set(tenantIds)].flatMap((tenantId) => {
        const latest = latestFinished(this.#runsOf(tenantId));
        return latest === null ? [] : [toRun(latest)];
      }),
    );
  }

  storedSince(tenantIds: readonly TenantId[], since: Date): Promise<StoredRows[]> {
    return this.#session.run('figures.storedSince', () =>
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
    return this.#session.run('figures.messagesPerDay', () => {
      const sent = this.#tables.messages
        .all()
        .filter((row) => row.tenantId === tenantId && row.platformCreatedAt >= from)
        .filter((row) => this.#tables.isOfReadChannel(row));
      const byDay = Map.groupBy(sent, ({ platformCreatedAt }) =>
        platformCreatedAt.toISOString().slice(0, '2026-03-01'.length),
      );
      const days = [...byDay].map(([day, ofDay]) => ({ day, messages: ofDay.length }));
      return inOrder(days, ({ day }) => day);
    });
  }

  errorCauses(tenantId: TenantId, since: Date): Promise<ErrorCause[]> {
    return this.#session.run('figures.errorCauses', () => {
      const errors = this.#tables.errors
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
    return this.#tables.runs.all().filter((run) => run.tenantId === tenantId);
  }
}
