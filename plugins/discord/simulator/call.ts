import type { APIUser } from 'discord-api-types/v10';
import type { SimulatedGuild } from './guild.ts';
import type { SimulatedChannel } from './guild-contents.ts';
import { LinkSigner } from './payloads/link-signer.ts';
import { invalidField, unknownChannel, unknownGuild } from './refusal.ts';

/** Whether messages come with what they say, and what the application's flags say of that. */
export interface ContentIntent {
  readonly isOn: boolean;
  /** Null: the application comes without flags. */
  readonly isTold: boolean | null;
}

/** What the whole server holds, as opposed to one request. */
export interface ServedState {
  readonly bot: APIUser;
  readonly applicationOwner: APIUser;
  readonly guilds: readonly SimulatedGuild[];
  contentIntent: ContentIntent;
  readonly hidesUnviewableChannels: boolean;
  /** Another number for every call. */
  readonly nextSalt: () => number;
}

export interface FoundChannel {
  readonly guild: SimulatedGuild;
  readonly channel: SimulatedChannel;
}

const SNOWFLAKE = /^\d+$/;
const LARGEST_SNOWFLAKE = 2n ** 63n - 1n;

/** One request as a route sees it: checked reading of its path and query. */
export class Call {
  readonly state: ServedState;
  readonly #segments: ReadonlyMap<string, string>;
  readonly #query: URLSearchParams;

  constructor(state: ServedState, segments: ReadonlyMap<string, string>, query: URLSearchParams) {
    this.state = state;
    this.#segments = segments;
    this.#query = query;
  }

  segment(name: string): string {
    const value = this.#segments.get(name);
    if (value === undefined) throw new RangeError(`This route has no {${name}}.`);
    return value;
  }

  id(name: string): string {
    return snowflake(name, this.segment(name));
  }

  guild(): SimulatedGuild {
    const id = this.id('guild');
    const guild = this.state.guilds.find((other) => other.id === id);
    if (guild === undefined) throw unknownGuild();
    return guild;
  }

  channel(): FoundChannel {
    const id = this.id('channel');
    for (const guild of this.state.guilds) {
      const channel = guild.channels.get(id);
      if (channel !== undefined) return { guild, channel };
    }
    throw unknownChannel();
  }

  /** For the links in this answer; `nowMs` is the guild's present time. */
  signer(nowMs: number): LinkSigner {
    return new LinkSigner(nowMs, this.state.nextSalt());
  }

  text(name: string): string | null {
    return this.#query.get(name);
  }

  /** An id in the query; null when it is not given. */
  cursor(name: string): bigint | null {
    const value = this.#query.get(name);
    return value === null ? null : BigInt(snowflake(name, value));
  }

  flag(name: string): boolean {
    const value = this.#query.get(name) ?? 'false';
    if (['true', 'True', '1'].includes(value)) return true;
    if (['false', 'False', '0'].includes(value)) return false;
    throw invalidField(name, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
  }

  integer(name: string, range: { min: number; max: number; byDefault: number }): number {
    const value = this.#query.get(name);
    if (value === null) return range.byDefault;
    if (!/^-?\d+$/.test(value)) {
      throw invalidField(name, 'NUMBER_TYPE_COERCE', `Value "${value}" is not int.`);
    }
    const number = Number(value);
    if (number < range.min) {
      const message = `int value should be greater than or equal to ${range.min}.`;
      throw invalidField(name, 'NUMBER_TYPE_MIN', message);
    }
    if (number > range.max) {
      const message = `int value should be less than or equal to ${range.max}.`;
      throw invalidField(name, 'NUMBER_TYPE_MAX', message);
    }
    return number;
  }
}

function snowflake(field: string, value: string): string {
  if (!SNOWFLAKE.test(value)) {
    throw invalidField(field, 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
  }
  if (BigInt(value) <= LARGEST_SNOWFLAKE) return value;
  const message = `snowflake value should be less than or equal to ${LARGEST_SNOWFLAKE}.`;
  throw invalidField(field, 'NUMBER_TYPE_MAX', message);
}
