import { SimulatedGuild } from './guild.ts';

export interface Home {
  readonly guild: SimulatedGuild;
  readonly ann: string;
  readonly bob: string;
  readonly general: string;
}

export const HOME_STARTED_MS: number = Date.UTC(2024, 0, 1);

/** A guild with two people and one channel, in which nothing has happened yet. */
export function newHome(): Home {
  const guild = new SimulatedGuild({ name: 'Home', startMs: HOME_STARTED_MS });
  const ann = guild.addUser('ann');
  const bob = guild.addUser('bob');
  const general = guild.addChannel({ name: 'general', topic: 'Talk' });
  return { guild, ann, bob, general };
}
