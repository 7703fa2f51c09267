import { PermissionFlagsBits } from 'discord-api-types/v10';
import { ALL_PERMISSIONS, type ChannelPayload, type RolePayload } from '../payloads.ts';

const { Administrator, ViewChannel, ReadMessageHistory, Connect } = PermissionFlagsBits;

/** Channel types whose messages are for those who may also join the call. */
const CALL_TYPES: ReadonlySet<number> = new Set([2, 13]);

/** A member as the permission rules see one: the roles held, and the id for overwrites. */
export interface Member {
  readonly roleIds: readonly string[];
  /** Null for "anybody": no overwrite is for nobody in particular. */
  readonly userId: string | null;
}

/** Somebody who holds no role but @everyone. */
export const anybody: Member = { roleIds: [], userId: null };

/** A guild as the permission rules see one. */
export interface RuledGuild {
  readonly id: string;
  readonly roles: readonly RolePayload[];
}

/** Whether a member may see a channel and what was written in it. */
export function mayReadHistory(
  channel: ChannelPayload,
  guild: RuledGuild,
  member: Member,
): boolean {
  return missingRight(channel, guild, member) === null;
}

/**
 * The first right that a member lacks to read what was written in a channel; null for none.
 * Computed from the channel's own overwrites: categories hand theirs down when they are set, not
 * when they are read.
 */
export function missingRight(
  channel: ChannelPayload,
  guild: RuledGuild,
  member: Member,
): 'view' | 'connect' | 'history' | null {
  const held = permissionsIn(channel, guild, member);
  if ((held & ViewChannel) === 0n) return 'view';
  if (CALL_TYPES.has(channel.type) && (held & Connect) === 0n) return 'connect';
  return (held & ReadMessageHistory) === 0n ? 'history' : null;
}

/** Whether somebody may be shut out of a channel that anybody may read. */
export function mightDenyHistory(channel: ChannelPayload): boolean {
  const needed = neededIn(channel);
  return channel.permission_overwrites?.some(({ deny }) => (deny & needed) !== 0n) ?? false;
}

function neededIn({ type }: ChannelPayload): bigint {
  return ViewChannel | ReadMessageHistory | (CALL_TYPES.has(type) ? Connect : 0n);
}

function permissionsIn(
  channel: ChannelPayload,
  guild: RuledGuild,
  { roleIds, userId }: Member,
): bigint {
  const held = new Set([guild.id, ...roleIds]);
  const base = union(guild.roles.filter(({ id }) => held.has(id)).map((role) => role.permissions));
  if ((base & Administrator) !== 0n) return ALL_PERMISSIONS;
  const overwrites = channel.permission_overwrites;
  // Whatever they would deny is not known.
  if (overwrites === null) return 0n;
  const everyone = overwrites.filter(({ id, type }) => type === 0 && id === guild.id);
  const roles = overwrites.filter(({ id, type }) => type === 0 && id !== guild.id && held.has(id));
  const own = overwrites.filter(({ id, type }) => type === 1 && id === userId);
  // Within one level all denials come before all allowances; the order of roles plays no part.
  return [everyone, roles, own].reduce(
    (granted, level) =>
      (granted & ~union(level.map(({ deny }) => deny))) | union(level.map(({ allow }) => allow)),
    base,
  );
}

function union(sets: readonly bigint[]): bigint {
  return sets.reduce((all, set) => all | set, 0n);
}
