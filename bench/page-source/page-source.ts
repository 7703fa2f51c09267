import { fileURLToPath } from 'node:url';
import type { RateLimits } from '@annals/plugin-discord/simulator';
import type { GuildPlan } from './guild-plan.ts';

export interface PageSourceOptions {
  readonly guild: GuildPlan;
  readonly rateLimits?: RateLimits;
  /** Milliseconds before every answer. */
  readonly latencyMs?: number;
}

/** What was asked since the source started or was last asked to forget. */
export interface Traffic {
  readonly requests: number;
  /** Messages' pages, and not single messages. */
  readonly pages: number;
  /** Requests by template, in the order of their first coming. */
  readonly byTemplate: Readonly<Record<string, number>>;
  /** Requests by status of their answer. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Of every template, the number of requests before its last one. */
  readonly lastAt: Readonly<Record<string, number>>;
}

/** The simulated Discord in a process of its own: its work is not the client's. */
export interface PageSource extends AsyncDisposable {
  /** The base without a version. */
  readonly url: string;
  readonly guildId: string;
  readonly guildName: string;
  /** Every channel and thread that everyone may read and that holds messages, in the guild's order. */
  readonly channelIds: readonly string[];
  /** What one first run has to ask for at least, a hundred messages a page. */
  readonly fewestPages: number;
  traffic(): Promise<Traffic>;
  forget(): void;
}

/** Sent by the process once it listens. */
export type Opening = Pick<
  PageSource,
  'url' | 'guildId' | 'guildName' | 'channelIds' | 'fewestPages'
>;
export type Order = 'traffic' | 'forget';

const program = fileURLToPath(import.meta.resolve('./page-server.ts'));

export async function startPageSource(options: PageSourceOptions): Promise<PageSource> {
  const opening = Promise.withResolvers<Opening>();
  const asked: PromiseWithResolvers<Traffic>[] = [];
  const server = Bun.spawn([process.execPath, program, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc(message: Opening | Traffic) {
      if ('url' in message) opening.resolve(message);
      else asked.shift()?.resolve(message);
    },
    onExit: (_, code) => opening.reject(new Error(`The page source ended with ${code}.`)),
  });
  opening.promise.catch(() => {});
  const give = (order: Order) => server.send(order);
  return {
    ...(await opening.promise),
    traffic() {
      const answer = Promise.withResolvers<Traffic>();
      asked.push(answer);
      give('traffic');
      return answer.promise;
    },
    forget: () => give('forget'),
    async [Symbol.asyncDispose]() {
      server.kill();
      await server.exited;
    },
  };
}
