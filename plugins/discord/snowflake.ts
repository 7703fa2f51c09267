import type { MessageId, MessageIdOrder } from '@annals/domain';
import { z } from 'zod';

/** The start of Discord's time, in Unix milliseconds. */
const EPOCH_MS = 1_420_070_400_000n;
/** The lower 22 bits of an id tell those of one millisecond apart. */
const IDS_A_MILLISECOND = 2n ** 22n;

/** An id as Discord writes it: an unsigned 64-bit integer in decimal. */
export const snowflakeSchema: z.ZodType<string> = z.string().regex(/^\d{1,20}$/);

/** Below, equal or above zero, as `a` is smaller than, the same as or larger than `b`. */
export function compareSnowflakes(a: string, b: string): number {
  // Nearly all are: of the same length the order of the digits is that of the numbers.
  if (a.length === b.length) {
    if (a === b) return 0;
    return a < b ? -1 : 1;
  }
  const [first, second] = [BigInt(a), BigInt(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** When an id was made, in Unix milliseconds. */
export function timeOfSnowflake(id: string): number {
  return Number(BigInt(id) / IDS_A_MILLISECOND + EPOCH_MS);
}

/** Discord's ids hold the time at which they were made, to the millisecond. */
export const snowflakeOrder: MessageIdOrder = {
  compare: compareSnowflakes,
  justBefore(time) {
    const id = (BigInt(time.getTime()) - EPOCH_MS) * IDS_A_MILLISECOND - 1n;
    return (id < 0n ? 0n : id).toString() as MessageId;
  },
  timeOf: (messageId) => new Date(timeOfSnowflake(messageId)),
};
