import type { MessageId, MessageIdOrder, PersonGrammar, PlatformUserId } from '@annals/domain';

/** The first millisecond that an id can hold; with it, ids of today have 19 digits. */
const EPOCH = Date.UTC(2015, 0, 1);
/** The bits below the time, which keep ids of one millisecond apart. */
const SEQUENCE_BITS = 22n;
const FIRST_PERSON = 100_000_000_000_000_000n;

function atTime(time: Date): bigint {
  return BigInt(Math.max(0, time.getTime() - EPOCH)) << SEQUENCE_BITS;
}

/** Makes ids that hold the time in their high bits and never repeat. */
export class ScriptedIds {
  #sequence = 0n;

  next(time: Date): string {
    this.#sequence += 1n;
    return String(atTime(time) + this.#sequence);
  }
}

export const scriptedOrder: MessageIdOrder = {
  // Of whole numbers without leading zeros the longer one is the larger.
  compare: (a: MessageId, b: MessageId): number =>
    a.length - b.length || (a < b ? -1 : a > b ? 1 : 0),
  justBefore: (time: Date): MessageId => String(atTime(time)) as MessageId,
  timeOf: (messageId: MessageId): Date =>
    new Date(Number(BigInt(messageId) >> SEQUENCE_BITS) + EPOCH),
};

export const scriptedGrammar: PersonGrammar = {
  mention: '<@!?(?<mentioned>\\d{17,20})>',
  notPeople: '<#\\d{17,20}>|<@&\\d{17,20}>|<a?:\\w+:\\d{17,20}>',
  bareId: '(?<!\\d)\\d{17,20}(?!\\d)',
  picture: '(?<=/pictures/)[0-9a-f]{32}',
  trace: '[/\\d]',
};

/** The id of the n-th person; the same number is the same person. */
export function scriptedPerson(n: number): PlatformUserId {
  return String(FIRST_PERSON + BigInt(n)) as PlatformUserId;
}

const mentions = new RegExp(scriptedGrammar.mention, 'g');

/** Everybody whom a text mentions. */
export function mentionedPeople(text: string): PlatformUserId[] {
  if (!text.includes('<@')) return [];
  return [...text.matchAll(mentions)].map(({ groups }) => groups?.mentioned as PlatformUserId);
}
