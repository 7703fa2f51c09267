import {
  type DiscordSimulator,
  type SimulatedGuild,
  startDiscordSimulator,
} from '@annals/plugin-discord/simulator';
import { BOT_TOKEN } from '../../bot-token.ts';
import { Arrivals } from './arrivals.ts';
import { refusalsOf, Traffic } from './traffic.ts';

/** A simulated Discord that tells what is asked of it, as it is asked. */
export class WatchedDiscord implements AsyncDisposable {
  readonly arrivals: Arrivals;
  readonly #traffic: Traffic;
  readonly #simulator: DiscordSimulator;

  private constructor(simulator: DiscordSimulator, arrivals: Arrivals, traffic: Traffic) {
    this.#simulator = simulator;
    this.arrivals = arrivals;
    this.#traffic = traffic;
  }

  /** `neverChanges`: the guild, whose pages are made once then. */
  static async open(guild: SimulatedGuild, neverChanges: boolean): Promise<WatchedDiscord> {
    const [arrivals, traffic] = [new Arrivals(), new Traffic()];
    const simulator = await startDiscordSimulator({
      ...{ guilds: [guild], token: BOT_TOKEN, neverChanges },
      beforeAnswer(request) {
        traffic.arrive();
        return arrivals.arrive(request);
      },
    });
    return new WatchedDiscord(simulator, arrivals, traffic);
  }

  get url(): string {
    return this.#simulator.url;
  }

  figures(): { readonly mostInASecond: number; readonly refusals: number } {
    return {
      mostInASecond: this.#traffic.mostInASecond(),
      refusals: refusalsOf(this.#simulator),
    };
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#simulator[Symbol.asyncDispose]();
  }
}
