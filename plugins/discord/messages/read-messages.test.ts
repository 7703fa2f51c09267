import { describe, expect, test } from 'bun:test';
import type { ChannelId } from '@annals/domain';
import { adapterAt, someCall as call } from '../testing/served-guild.ts';

const CHANNEL = '100000000000000009' as ChannelId;
const author = { id: '200000000000000001', username: 'ada' };
const timestamp = '2024-05-01T10:00:00.123456+00:00';
const message = (id: string) => ({ id, type: 0, timestamp, author, content: 'Hello' });

/** What is made of a page that holds this, and the paths that were asked for it. */
async function pageOf(...items: readonly unknown[]) {
  const asked: string[] = [];
  const server = Bun.serve({
    port: 0,
    fetch: ({ url }) => {
      asked.push(new URL(url).pathname.replace(/^\/v\d+/, ''));
      return Response.json(url.endsWith('/@me') ? { id: '300000000000000001' } : items);
    },
  });
  try {
    await using adapter = adapterAt(`http://127.0.0.1:${server.port}`);
    const page = await adapter.listMessages(CHANNEL, { after: null, limit: 100 }, call);
    return { page, asked };
  } finally {
    await server.stop(true);
  }
}

describe('a page of messages', () => {
  test('ends at its newest id, wherever that stands and whatever else has none', async () => {
    const { page } = await pageOf({}, message('5'), message('12'), { id: 'x' }, message('9'));
    expect(page.lastId as string | null).toBe('12');
    expect(page.messages.map(({ id }) => id as string)).toEqual(['5', '9', '12']);
    const reason = 'It lacks what every message has: an id, a type or a time.';
    expect(page.unreadable).toEqual(Array(2).fill({ messageId: null, reason }));
  });

  test('without any id is refused: it must not look like the end', async () => {
    await expect(pageOf({}, {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('is asked for once more only where something in it is damaged', async () => {
    const ask = `/channels/${CHANNEL}/messages`;
    const sound = await pageOf(message('5'), message('6'));
    expect(sound.asked).toEqual([ask, '/users/@me']);
    const damaged = await pageOf(message('5'), { ...message('6'), author: null });
    expect(damaged.asked).toEqual([ask, ask, '/users/@me']);
    expect((await pageOf()).asked).toEqual([ask]);
  });

  test('tells what it weighs', async () => {
    const { page } = await pageOf(message('5'));
    expect(page.bytes).toBe(JSON.stringify([message('5')]).length);
  });

  test('keeps a message that is nested too deep apart', async () => {
    let embed: object = {};
    for (let depth = 0; depth < 100; depth += 1) embed = { embed };
    const { page } = await pageOf(message('5'), { ...message('6'), embeds: [embed] });
    expect(page.messages).toHaveLength(1);
    const reason = 'It is nested deeper than any message that Discord makes.';
    expect(page.unreadable as unknown).toEqual([{ messageId: '6', reason }]);
  });
});
