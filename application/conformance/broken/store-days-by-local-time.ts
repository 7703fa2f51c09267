import type { FiguresRepository } from '../../ports/figures-repository.ts';
import type { Repositories } from '../../ports/unit-of-work.ts';
import { FaultyStore, replaced } from './faulty-store.ts';

const AN_HOUR_MS = 60 * 60 * 1000;

/** Counts messages by the day of a clock that is an hour behind. */
export class DaysByLocalTime extends FaultyStore {
  protected override spoil({ figures }: Repositories): Partial<Repositories> {
    const messagesPerDay: FiguresRepository['messagesPerDay'] = async (tenantId, from) => {
      const days = await figures.messagesPerDay(tenantId, from);
      return days.map(({ day, messages }) => ({
        day: new Date(Date.parse(day) - AN_HOUR_MS).toISOString().slice(0, day.length),
        messages,
      }));
    };
    return { figures: replaced(figures, { messagesPerDay }) };
  }
}
