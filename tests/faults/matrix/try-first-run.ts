import {
  type DiscordSimulator,
  type Random,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { SQL } from 'bun';
import { BOT_TOKEN } from '../../bot-token.ts';
import { compare } from './compare.ts';
import type { Attempt } from './fault-group.ts';
import { faultGuild, type GuildSize } from './fault-guild.ts';
import type { Workplace } from './servers.ts';
import { refusalsOf, Traffic } from './traffic.ts';

/** Of a first run over the guild: a fault begins with any of them. */
export const REQUESTS_OF_A_RUN = 24;

/** Whether the fault has come about. */
type WasMet = () => Promise<boolean> | boolean;

export interface Disturbance {
  readonly size?: GuildSize;
  /** The process would keep silent for longer than a test lasts: a new one makes the next run. */
  readonly isBlocked?: boolean;
  /** Arms the fault, before the run begins; `traffic` knows how far it is. */
  bring(simulator: DiscordSimulator, traffic: Traffic): Promise<WasMet> | WasMet;
  /** Takes it away, when the run has ended. */
  mend?(): Promise<void>;
}

/** A guild's first run meets a fault; once that is gone, one more run is made. */
export async function tryFirstRun(
  { worker, databaseUrl, queue }: Workplace,
  random: Random,
  { size, isBlocked = false, bring, mend }: Disturbance,
): Promise<Attempt> {
  const guild = faultGuild(random, size);
  const traffic = new Traffic();
  await using simulator = await startDiscordSimulator({
    guilds: [guild],
    token: BOT_TOKEN,
    beforeAnswer: () => traffic.arrive(),
  });
  await worker.readFrom(simulator.url);
  const wasMet = await bring(simulator, traffic);
  const { tenant, run } = await worker.register(guild);
  const ending = await worker.ending(run.id);
  const isMet = await wasMet();
  simulator.clearFaults();
  await traffic.calm();
  await simulator.comeBack();
  await mend?.();
  if (isBlocked) await worker.restart(simulator.url);
  // Who was told to come back in a tenth of a second may be asked to run sooner.
  while ((await worker.ending((await worker.trigger(tenant)).id)) === 'rate_limited');
  await using sql = new SQL(databaseUrl, { max: 1 });
  const difference = await compare(sql, tenant.slug, guild);
  await worker.remove(tenant);
  const mostInASecond = traffic.mostInASecond();
  const refusals = refusalsOf(simulator);
  return { queues: [queue], isMet, endings: [ending], ...difference, mostInASecond, refusals };
}
