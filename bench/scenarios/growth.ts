import { AnnalsWorker } from '../annals-worker.ts';
import type { GuildPlan } from '../page-source/guild-plan.ts';
import { startPageSource } from '../page-source/page-source.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import type { Postgres } from '../servers/postgres.ts';
import { median } from '../statistics.ts';

/** By then what reads and writes is compiled. */
const WARM_AFTER = 100_000;

const method = `
First syncs of guilds that differ in one thing: how many messages there are (in ten channels), and
over how many channels 100,000 messages are spread. The rate of each is compared with that of
100,000 messages in ten channels, in turns with which it was measured. Each is measured with a process
that has read ${WARM_AFTER.toLocaleString('en')} messages before, as a service has: what compiling a new process's code takes is no
matter of growth. Below 100 messages a channel pages are not full, so that no reader could keep its rate:
1,000 channels hold 100 messages each. Every channel is also asked for its archived threads, one after
the other, so that a thousand channels are two thousand requests.
`;

interface Size {
  readonly messages: number;
  readonly channels: number;
}

const SIZES: readonly Size[] = [
  { messages: 10_000, channels: 10 },
  { messages: 1_000_000, channels: 10 },
  { messages: 100_000, channels: 1 },
  { messages: 100_000, channels: 1_000 },
];
const REFERENCE: Size = { messages: 100_000, channels: 10 };

/** Whether a message costs the same however many there are. */
export const growth: Scenario = {
  name: 'growth',
  title: 'Cost as work grows',
  method,
  async run(context) {
    const postgres = await context.embedded();
    const found: { size: Size; rate: number; ratio: number }[] = [];
    const sizes = context.small ? SIZES.slice(-1) : SIZES;
    for (const size of sizes) found.push({ size, ...(await compared(context, postgres, size)) });
    return {
      figures: found.map(({ size, ratio }) => ({
        ...{ what: `rate at ${describe(size)} / at ${describe(REFERENCE)}`, value: ratio },
        ...{ unit: '×', atLeast: 0.85, kind: 'speed' },
      })),
      chart: {
        title: 'Cost as work grows',
        unit: 'messages/s',
        bars: found.map(({ size, rate }) => ({ label: `Annals, ${describe(size)}`, value: rate })),
      },
    };
  },
};

/** In turns with the reference; medians. */
async function compared(
  { small, log }: BenchContext,
  postgres: Postgres,
  size: Size,
): Promise<{ rate: number; ratio: number }> {
  const shrunk = ({ messages, channels }: Size): GuildPlan =>
    small
      ? { shape: 'even', messages: messages / 1_000, channels: Math.ceil(channels / 100) }
      : { shape: 'even', messages, channels };
  const warmAfter = small ? 1 : WARM_AFTER;
  const rounds: { rate: number; ratio: number }[] = [];
  for (let round = 0; round < (small ? 1 : 3); round += 1) {
    const reference = await rateOf(postgres, shrunk(REFERENCE), warmAfter);
    const rate = await rateOf(postgres, shrunk(size), warmAfter);
    log(`   ${describe(size)}: ${Math.round(rate)} messages/s, reference ${Math.round(reference)}`);
    rounds.push({ rate, ratio: rate / reference });
  }
  return {
    rate: median(rounds.map(({ rate }) => rate)),
    ratio: median(rounds.map(({ ratio }) => ratio)),
  };
}

async function rateOf(postgres: Postgres, guild: GuildPlan, warmAfter: number): Promise<number> {
  await using source = await startPageSource({ guild });
  await using database = await postgres.openDatabase();
  await using worker = await AnnalsWorker.start(database, source);
  for (let read = 0; read < warmAfter; ) {
    read += (await worker.firstRun(source)).messages;
    await worker.startOver();
  }
  const { messages, seconds } = await worker.firstRun(source);
  return messages / seconds;
}

function describe({ messages, channels }: Size): string {
  const count = (number: number) => number.toLocaleString('en');
  return `${count(messages)} messages in ${count(channels)} channel${channels === 1 ? '' : 's'}`;
}
