import type { RunEnding, RunFailure, Tenant } from '@annals/domain';
import { PlatformError } from '../ports/platform-error.ts';
import { StoreUnavailableError } from '../ports/unit-of-work.ts';
import { type ContentDoubt, ContentWithheldError } from '../sync/content-doubt.ts';
import { CommunityLostError } from '../sync/public-channels.ts';
import type { RunSession } from '../sync/run-session.ts';
import type { Platforms } from './platforms.ts';

/** How a run ends, and why, in a sentence for whoever has to act. */
export interface Ending {
  readonly status: RunEnding;
  readonly error: RunFailure | null;
}

/** Of a run that has come to its end, whatever it could not read. */
export function completed(session: RunSession, content: ContentDoubt): Ending {
  const problems = session.describeProblems();
  const { complaint } = content;
  if (complaint !== null) {
    const message = problems === null ? complaint : `${complaint} ${problems}`;
    return { status: 'partial', error: { code: 'content_withheld', message } };
  }
  return problems === null
    ? { status: 'succeeded', error: null }
    : { status: 'partial', error: { code: 'partial', message: problems } };
}

/** Why a run ended that somebody cancelled. */
export const cancelledByPerson: RunFailure = {
  code: 'cancelled',
  message: 'A person cancelled this run.',
};

export const cancelled: Ending = { status: 'cancelled', error: cancelledByPerson };

/** Of a run whose tenant was paused or cancelled before it began. */
export function notActive({ status }: Tenant): Ending {
  const error = { code: 'cancelled', message: `The tenant is ${status}.` };
  return { status: 'cancelled', error };
}

export function failed(error: RunFailure): Ending {
  return { status: 'failed', error };
}

/** Which of these it is, the platform knows: a right may be missing, too, or it is another's token. */
function botRemoved({ message }: Error): Ending {
  return failed({
    code: 'bot_removed',
    message:
      'The bot cannot reach this community. Nothing was deleted: invite the bot again, and trigger a sync. ' +
      'If the id was wrong from the beginning, remove the tenant and add it with the right one. ' +
      `The reason given: ${message}`,
  });
}

/** Of a run that nothing here can read. */
export function noPlatform(platforms: Platforms, tenant: Tenant | null): Ending {
  if (tenant === null) {
    return failed({ code: 'unknown_platform', message: 'The tenant was removed.' });
  }
  const { platform } = tenant;
  const missing = platforms.missingSetting(platform);
  if (missing !== null) {
    const message = `${missing.variable} is not set: set it and start again. ${missing.description}`;
    return failed({ code: 'token_missing', message });
  }
  const message = `No plugin for the platform ${platform} is loaded: add it to PLATFORM_PLUGINS.`;
  return failed({ code: 'unknown_platform', message });
}

/** Endings that no retry can better; null for errors that a retry may mend. */
export function endingAfter(error: unknown): Ending | null {
  if (error instanceof ContentWithheldError) {
    return failed({ code: 'content_withheld', message: error.message });
  }
  if (error instanceof CommunityLostError) return botRemoved(error);
  if (!(error instanceof PlatformError)) return null;
  if (error.isOutOfReach) return botRemoved(error);
  switch (error.code) {
    case 'unauthorized':
      return failed({ code: 'unauthorized', message: error.message });
    case 'rate_limited':
      return {
        status: 'rate_limited',
        error: {
          code: 'rate_limited',
          message: `${error.message} The next run goes on where this one stopped.`,
        },
      };
    default:
      return null;
  }
}

/** What is said of an error. */
export function failureOf(error: unknown): RunFailure {
  if (error instanceof PlatformError) return { code: error.code, message: error.message };
  if (error instanceof StoreUnavailableError) {
    return { code: 'store_unavailable', message: error.message };
  }
  return {
    code: 'internal_error',
    message: 'The sync met an error that it does not know; the log of this time says more.',
  };
}
