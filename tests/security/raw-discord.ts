export interface RawDiscord {
  /** The base without a version. */
  readonly url: string;
  /** The channel's listing, as JSON text. */
  channels: string;
  /** Messages of every channel by their ids, each as JSON text. */
  messages: ReadonlyMap<string, string>;
  /** Who reacted, to anything, as JSON text. */
  reactors: string;
  stop(): Promise<void>;
}

const BOT_ID = '200000000000000001';

/**
 * Answers as Discord does, with whatever text it is given, which may be JSON that no program
 * writes. One guild, whose everyone may see and read all channels.
 */
export function serveRawDiscord(guildId: string): RawDiscord {
  const everyone = `{"id":"${guildId}","permissions":"66560"}`;
  const json = (text: string) =>
    new Response(text, { headers: { 'content-type': 'application/json' } });
  const served = { channels: '[]', messages: new Map<string, string>(), reactors: '[]' };
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      const path = pathname.replace(/^\/v10/, '');
      if (path === '/users/@me') return json(`{"id":"${BOT_ID}","username":"annals"}`);
      if (path === '/applications/@me') return json('{"flags":262144}');
      if (path === `/guilds/${guildId}`) return json(`{"id":"${guildId}","name":"A guild"}`);
      if (path.endsWith('/roles')) return json(`[${everyone}]`);
      if (path.includes('/members/')) return json('{"roles":[]}');
      if (path.includes('/threads/')) return json('{"threads":[],"has_more":false}');
      if (path.endsWith('/channels')) return json(served.channels);
      if (path.includes('/reactions/')) return json(served.reactors);
      const [, one] = /\/messages\/(\d+)$/.exec(path) ?? [];
      if (one !== undefined) return json(served.messages.get(one) ?? '{"id":null}');
      return json(`[${pageOf(served.messages, searchParams).join(',')}]`);
    },
  });
  return Object.assign(served, { url: server.url.origin, stop: () => server.stop(true) });
}

/** The oldest after the given id, newest first. */
function pageOf(messages: ReadonlyMap<string, string>, query: URLSearchParams): string[] {
  const after = BigInt(query.get('after') ?? '0');
  const ids = [...messages.keys()].map(BigInt).filter((id) => id > after);
  const oldest = ids
    .toSorted((a, b) => (a < b ? -1 : 1))
    .slice(0, Number(query.get('limit') ?? 50));
  return oldest.toReversed().map((id) => messages.get(String(id)) ?? '');
}
