import type { APIUser, UserFlags } from 'discord-api-types/v10';

/** Somebody as the API shows them to everyone. */
export function userPayload(id: string, username: string, fields: Partial<APIUser>): APIUser {
  return {
    id,
    username,
    discriminator: '0',
    global_name: username,
    avatar: null,
    public_flags: 0 as UserFlags,
    flags: 0 as UserFlags,
    primary_guild: null,
    ...fields,
  };
}
