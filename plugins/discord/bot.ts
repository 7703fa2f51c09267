import type { PlatformCall } from '@annals/application';
import type { Member } from './channels/visibility.ts';
import { memberSchema, userSchema } from './payloads.ts';
import type { DiscordRest } from './requests/rest.ts';

/** Whom the token stands for. */
export class Bot {
  readonly #rest: DiscordRest;
  #id: string | null = null;

  constructor(rest: DiscordRest) {
    this.#rest = rest;
  }

  /** Asked for once: a token is one bot's. */
  async id(call: PlatformCall): Promise<string> {
    this.#id ??= (await this.#rest.get({ route: '/users/@me', schema: userSchema }, call)).id;
    return this.#id;
  }

  /** With the roles that it holds in a guild now. */
  async memberOf(guildId: string, call: PlatformCall): Promise<Member> {
    const userId = await this.id(call);
    const { roles } = await this.#rest.get(
      {
        route: '/guilds/{guild}/members/{user}',
        ids: { guild: guildId, user: userId },
        schema: memberSchema,
      },
      call,
    );
    return { roleIds: roles, userId };
  }
}
