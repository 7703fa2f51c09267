import { expect, test } from 'bun:test';
import type { ChannelId, MessageId } from '@annals/domain';
import { adapterAt, someCall as call } from '../testing/served-guild.ts';

/** In the order of their ids, which are the longer the younger an account is. */
const hundred = Array.from({ length: 100 }, (_, index) => ({
  id: `${99_999_999_999_999_950n + BigInt(index)}`,
}));

test.each([
  ['nobody', []],
  ['the last of them once more', hundred.slice(-1)],
])('behind a whole page of people who reacted, %s is the end', async (_, others) => {
  const pages = [hundred, others];
  const server = Bun.serve({ port: 0, fetch: () => Response.json(pages.shift()) });
  try {
    await using adapter = adapterAt(`http://127.0.0.1:${server.port}`);
    const emoji = { emojiType: 'standard', emojiValue: '👍' } as const;
    const reaction = { channelId: '1' as ChannelId, messageId: '2' as MessageId, emoji } as const;
    const list = (page: string | null) =>
      adapter.reactionUsers.listReactionUsers({ ...reaction, kind: 'normal', page }, call);
    const first = await list(null);
    expect(first.userIds).toHaveLength(100);
    expect(first.nextPage).toBe(hundred.at(-1)?.id ?? '');
    expect((await list(first.nextPage)).nextPage).toBeNull();
  } finally {
    await server.stop(true);
  }
});
