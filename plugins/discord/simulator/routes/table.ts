import { channelRoutes } from './channels.ts';
import { guildRoutes } from './guilds.ts';
import { identityRoutes } from './identity.ts';
import { messageRoutes } from './messages.ts';
import { reactionRoutes } from './reactions.ts';
import type { Route } from './route.ts';
import { threadRoutes } from './threads.ts';

/** Every route there is. */
export const routes: readonly Route[] = [
  ...identityRoutes,
  ...guildRoutes,
  ...channelRoutes,
  ...threadRoutes,
  ...messageRoutes,
  ...reactionRoutes,
];

export interface MatchedRoute {
  readonly route: Route;
  /** What stands for each `{…}`, decoded. */
  readonly segments: ReadonlyMap<string, string>;
}

/** The route of a path below the version; null when there is none, whatever the method. */
export function matchRoute(path: string): MatchedRoute | null {
  const given = path.split('/').map(decoded);
  for (const { parts, route } of table) {
    if (parts.length !== given.length) continue;
    const segments = new Map<string, string>();
    const matches = parts.every((part, index) => {
      const value = given[index] ?? '';
      if (!part.startsWith('{')) return part === value;
      segments.set(part.slice(1, -1), value);
      return value !== '';
    });
    if (matches) return { route, segments };
  }
  return null;
}

const table = routes.map((route) => ({
  route,
  parts: route.template.slice('GET '.length).split('/'),
}));

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
