import type { APIApplication, RESTGetAPICurrentUserResult } from 'discord-api-types/v10';
import type { Call } from '../call.ts';
import { applicationPayload, ownUserPayload } from '../payloads/identity.ts';
import type { Route } from './route.ts';

function getOwnUser({ state }: Call): RESTGetAPICurrentUserResult {
  return ownUserPayload(state.bot);
}

function getApplication({ state }: Call): Partial<APIApplication> {
  const { bot, applicationOwner: owner, guilds, contentIntent } = state;
  const { isTold } = contentIntent;
  return applicationPayload(bot, { owner, guildCount: guilds.length, isContentGranted: isTold });
}

export const identityRoutes: readonly Route[] = [
  { template: 'GET /users/@me', answer: getOwnUser },
  { template: 'GET /applications/@me', answer: getApplication },
];
