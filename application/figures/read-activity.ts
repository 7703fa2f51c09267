import type { Tenant } from '@annals/domain';
import type { Clock } from '../ports/clock.ts';
import type { ErrorCause, MessagesOfDay } from '../ports/figures-repository.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface ReadActivityParts {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

/** Messages of each of the last days in UTC, today's included; oldest first, without a gap. */
export async function readMessagesPerDay(
  { unitOfWork, clock }: ReadActivityParts,
  { id }: Tenant,
  days: number,
): Promise<MessagesOfDay[]> {
  const today = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS;
  const first = today - (days - 1) * DAY_MS;
  const counted = await unitOfWork.readAs(id, ({ figures }) =>
    figures.messagesPerDay(id, new Date(first)),
  );
  const messagesOf = new Map(counted.map(({ day, messages }) => [day, messages]));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(first + index * DAY_MS).toISOString().slice(0, '2026-03-01'.length);
    return { day, messages: messagesOf.get(day) ?? 0 };
  });
}

/** What went wrong in the last days, by cause, the latest first. */
export async function readErrorCauses(
  { unitOfWork, clock }: ReadActivityParts,
  { id }: Tenant,
  days: number,
): Promise<ErrorCause[]> {
  const since = new Date(clock.now().getTime() - days * DAY_MS);
  return await unitOfWork.readAs(id, ({ figures }) => figures.errorCauses(id, since));
}
