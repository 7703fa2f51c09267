import type {
  RESTGetAPICurrentUserGuildsResult,
  RESTGetAPIGuildMemberResult,
  RESTGetAPIGuildResult,
  RESTGetAPIGuildRolesResult,
} from 'discord-api-types/v10';
import type { Call } from '../call.ts';
import {
  guildPayload,
  memberPayload,
  partialGuildPayload,
  rolePayloads,
} from '../payloads/guild.ts';
import { unknownMember, unknownUser } from '../refusal.ts';
import { compareIds } from '../snowflakes.ts';
import type { Route } from './route.ts';

/** By id; `before` takes the nearest below it, as `after` takes the nearest above. */
function listGuilds(call: Call): RESTGetAPICurrentUserGuildsResult {
  const limit = call.integer('limit', { min: 1, max: 200, byDefault: 200 });
  const [after, before] = [call.cursor('after') ?? 0n, call.cursor('before')];
  const withCounts = call.flag('with_counts');
  const within = call.state.guilds
    .filter(({ id }) => BigInt(id) > after && (before === null || BigInt(id) < before))
    .sort((a, b) => compareIds(a.id, b.id));
  const page = before === null ? within.slice(0, limit) : within.slice(-limit);
  return page.map((guild) => partialGuildPayload(guild, withCounts));
}

function getGuild(call: Call): RESTGetAPIGuildResult {
  return guildPayload(call.guild(), call.flag('with_counts'));
}

function listRoles(call: Call): RESTGetAPIGuildRolesResult {
  return rolePayloads(call.guild());
}

function getMember(call: Call): RESTGetAPIGuildMemberResult {
  const guild = call.guild();
  const id = call.id('user');
  const user = guild.users.get(id);
  if (user !== undefined) return memberPayload(guild, user);
  throw call.state.guilds.some(({ users }) => users.has(id)) ? unknownMember() : unknownUser();
}

export const guildRoutes: readonly Route[] = [
  { template: 'GET /users/@me/guilds', answer: listGuilds },
  { template: 'GET /guilds/{guild}', answer: getGuild },
  { template: 'GET /guilds/{guild}/roles', answer: listRoles },
  { template: 'GET /guilds/{guild}/members/{user}', answer: getMember },
];
