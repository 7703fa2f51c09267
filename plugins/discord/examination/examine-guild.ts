import {
  type CommunityExamination,
  type ExcludedChannel,
  type PlatformCall,
  PlatformError,
} from '@annals/application';
import {
  type ChannelExclusion,
  type ChannelId,
  type Finding,
  type FindingCode,
  finding,
  type PlatformChannel,
  type PlatformId,
} from '@annals/domain';
import type { Discovery, Survey } from '../channels/discover.ts';
import { toChannel } from '../channels/to-channel.ts';
import { anybody, missingRight } from '../channels/visibility.ts';
import type { ChannelPayload } from '../payloads.ts';
import type { DiscordRest } from '../requests/rest.ts';
import { explainMissingGuild } from './missing-guild.ts';

/** Only hold others together. */
const CATEGORY = 4;

type Right = NonNullable<ReturnType<typeof missingRight>>;

const notPublic: Readonly<Record<Right, ChannelExclusion>> = {
  view: 'not_public',
  connect: 'connect_not_public',
  history: 'history_not_public',
};

/** Where everyone may what the bot may not: somebody took it from the bot or from its role. */
const deniedToBot: Readonly<
  Record<Right, { reason: ChannelExclusion; code: FindingCode; right: string }>
> = {
  view: { reason: 'hidden_from_bot', code: 'channel_hidden_from_bot', right: 'View Channel' },
  connect: { reason: 'connect_denied_to_bot', code: 'connect_denied_to_bot', right: 'Connect' },
  history: {
    reason: 'history_denied_to_bot',
    code: 'history_denied_to_bot',
    right: 'Read Message History',
  },
};

/** Whether the bot is in the guild, and which of its channels a sync would archive. */
export async function examineGuild(
  rest: DiscordRest,
  discovery: Discovery,
  communityId: PlatformId,
  call: PlatformCall,
): Promise<CommunityExamination> {
  const name = await guildName(discovery, communityId, call);
  if (typeof name !== 'string') {
    const findings = [await explainMissingGuild(rest, communityId, name, call)];
    return { name: null, archived: [], excluded: [], findings };
  }
  const survey = await discovery.survey(communityId, call);
  const judged = survey.payloads
    .filter(({ type }) => type !== CATEGORY)
    .map((payload) => judge(payload, survey));
  return {
    name,
    archived: judged.flatMap(({ archived }) => archived ?? []),
    excluded: judged.flatMap(({ excluded }) => excluded ?? []),
    findings: judged.flatMap(({ found }) => found ?? []),
  };
}

async function guildName(
  discovery: Discovery,
  communityId: PlatformId,
  call: PlatformCall,
): Promise<string | PlatformError> {
  try {
    return await discovery.nameOf(communityId, call);
  } catch (error) {
    if (error instanceof PlatformError && error.isOutOfReach) return error;
    throw error;
  }
}

interface Judged {
  readonly archived?: PlatformChannel;
  readonly excluded?: ExcludedChannel;
  readonly found?: Finding;
}

function judge(payload: ChannelPayload, { guild, bot }: Survey): Judged {
  const channel = toChannel(payload);
  const exclude = (reason: ChannelExclusion): ExcludedChannel => ({
    channelId: payload.id as ChannelId,
    name: payload.name,
    type: channel?.type ?? null,
    reason,
  });
  if (channel === null) return { excluded: exclude('not_kept') };
  const publicLacks = missingRight(payload, guild, anybody);
  if (publicLacks !== null) return { excluded: exclude(notPublic[publicLacks]) };
  const botLacks = missingRight(payload, guild, bot);
  if (botLacks === null) return { archived: channel };
  const { reason, code, right } = deniedToBot[botLacks];
  const found = finding(code, {
    where: { kind: 'channel', name: payload.name, id: payload.id },
    message: `Everyone has the permission ${right} in this channel, and the bot has not: the channel is not archived.`,
    remedy: `Give the bot's role ${right} in the channel's settings, under Permissions.`,
  });
  return { excluded: exclude(reason), found };
}
