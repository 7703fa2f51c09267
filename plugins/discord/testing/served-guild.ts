import type { AnsweredRequest, PlatformCall } from '@annals/application';
import { RecordedLogger } from '@annals/application/fakes';
import { DiscordAdapter } from '../discord-adapter.ts';
import { DiscordRest } from '../requests/rest.ts';
import {
  type DiscordSimulator,
  type SimulatedGuild,
  type SimulatorOptions,
  startDiscordSimulator,
} from '../simulator/index.ts';

const TOKEN = 'a-bot-token';
/** Nobody counts requests here, so none has to wait for the next second. */
const REQUESTS_PER_SECOND = 10_000;

/** One that is never ended, and of which nothing is counted. */
export const someCall: PlatformCall = {
  signal: new AbortController().signal,
  meter: { requestSent: () => {}, rateLimitWaited: () => {} },
};

export interface ServedGuild extends AsyncDisposable {
  readonly adapter: DiscordAdapter;
  readonly simulator: DiscordSimulator;
  /** Every request that was answered, or was not, as the plugin tells of it. */
  readonly answered: readonly AnsweredRequest[];
}

/** The plugin's adapter over a simulator of this guild. */
export async function serveGuild(
  guild: SimulatedGuild,
  options: Partial<SimulatorOptions> = {},
): Promise<ServedGuild> {
  const simulator = await startDiscordSimulator({ guilds: [guild], token: TOKEN, ...options });
  const answered: AnsweredRequest[] = [];
  const adapter = adapterAt(simulator.url, (request) => answered.push(request));
  return {
    ...{ adapter, simulator, answered },
    async [Symbol.asyncDispose]() {
      await adapter[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

/** The plugin's adapter, which asks here in the place of Discord. */
export function adapterAt(
  apiUrl: string,
  onRequestAnswered: (request: AnsweredRequest) => void = () => {},
): DiscordAdapter {
  return new DiscordAdapter(
    new DiscordRest({
      ...{ token: TOKEN, apiUrl, requestsPerSecond: REQUESTS_PER_SECOND, onRateLimit: 'exit' },
      ...{ logger: new RecordedLogger(), onRequestAnswered },
    }),
  );
}
