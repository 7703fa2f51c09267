import { type Finding, type FindingPlace, finding, type PlatformId } from '@annals/domain';
import type { PlatformError } from '../ports/platform-error.ts';
import type { PlatformPlugin, PluginSetting } from '../ports/platform-plugin.ts';

export function notLoaded(platform: string, plugins: ReadonlyMap<string, PlatformPlugin>): Finding {
  return finding('platform_not_loaded', {
    where: { kind: 'setting', name: 'PLATFORM_PLUGINS', id: null },
    message: `No plugin for the platform ${platform} is loaded; there is: ${[...plugins.keys()].join(', ')}.`,
    remedy: `Name ${platform} in PLATFORM_PLUGINS and start again.`,
  });
}

export function settingMissing({ variable, description }: PluginSetting): Finding {
  return finding('token_missing', {
    where: { kind: 'setting', name: variable, id: null },
    message: `${variable} is not set.`,
    remedy: `Set it and start again. ${description}`,
  });
}

export function wrongForm(
  community: { readonly platform: string; readonly platformId: string },
  fault = 'has not the form of an id',
): Finding {
  const { platform, platformId } = community;
  return finding('community_id_wrong', {
    where: { kind: 'community', name: platformId, id: platformId },
    message: `${platformId} cannot be a community on ${platform}: it ${fault}.`,
    remedy: 'Copy the id again, from the platform itself.',
  });
}

export function notExamined(platform: string): Finding {
  return finding('platform_not_examined', {
    where: platformPlace(platform),
    message: `The plugin for ${platform} cannot examine anything: all but its list of channels only a sync shows.`,
    remedy: 'Start a sync and look at its errors.',
  });
}

export function notReached(platformId: PlatformId, { message }: PlatformError): Finding {
  return finding('bot_not_in_community', {
    where: { kind: 'community', name: platformId, id: platformId },
    message,
    remedy: 'Check the id, and let the bot into the community.',
  });
}

export function contentWithheld(platform: string, remedy: string): Finding {
  return finding('content_intent_missing', {
    where: platformPlace(platform),
    message: 'The bot may not read what messages say: they come without text and attachments.',
    remedy,
  });
}

export function nothingPublic(name: string, platformId: PlatformId): Finding {
  return finding('nothing_public', {
    where: { kind: 'community', name, id: platformId },
    message: 'No channel is public, and only public channels are archived.',
    remedy:
      'Let everyone see the channels that are to be archived, with their history, or archive another community.',
  });
}

/** What a refused or missing answer says; `error` has a sentence that may be shown. */
export function unanswered(plugin: PlatformPlugin, error: PlatformError): Finding {
  const { code, message, retryAfterMs } = error;
  const where = platformPlace(plugin.name);
  const token = plugin.settings.find(({ required, secret }) => required && secret);
  if (code === 'unauthorized') {
    return finding('token_refused', {
      where: token === undefined ? where : { kind: 'setting', name: token.variable, id: null },
      message,
      remedy: token === undefined ? 'Renew the credentials.' : `Renew it. ${token.description}`,
    });
  }
  if (code === 'rate_limited') {
    const seconds = retryAfterMs === null ? null : Math.max(1, Math.ceil(retryAfterMs / 1000));
    const when = seconds === null ? 'a few minutes' : `${seconds} seconds`;
    return finding('platform_limits', { where, message, remedy: `Look again in ${when}.` });
  }
  return finding('platform_unreachable', {
    where,
    message,
    remedy: 'Check that this machine reaches the platform, and whether the platform is in order.',
  });
}

function platformPlace(platform: string): FindingPlace {
  return { kind: 'platform', name: platform, id: null };
}
