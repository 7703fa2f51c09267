import { describe, expect, test } from 'bun:test';
import type { PlatformCall } from '../ports/platform-call.ts';
import { scriptedPerson } from './scripted-ids.ts';
import { ScriptedPlatform } from './scripted-platform.ts';

const call: PlatformCall = {
  signal: new AbortController().signal,
  meter: { requestSent: () => {}, rateLimitWaited: () => {} },
};
const fromStart = { after: null, limit: 100 };

describe('ScriptedPlatform', () => {
  test('keeps an unreadable message in its page, and what is around it', async () => {
    const platform = new ScriptedPlatform();
    const channel = platform.addChannel();
    const first = platform.post(channel);
    const broken = platform.post(channel, { unreadable: 'It has no author.' });
    const page = await platform.listMessages(channel, fromStart, call);
    expect(page.messages.map(({ id }) => id)).toEqual([first]);
    expect(page.unreadable).toEqual([{ messageId: broken, reason: 'It has no author.' }]);
    expect(page.lastId).toBe(broken);
  });

  test('sorts a message that becomes visible late into its place', async () => {
    const platform = new ScriptedPlatform();
    const channel = platform.addChannel();
    const newest = platform.post(channel);
    const late = platform.post(channel, { at: new Date(Date.UTC(2023, 0, 1)) });
    const { messages } = await platform.listMessages(channel, fromStart, call);
    expect(messages.map(({ id }) => id)).toEqual([late, newest]);
    const [listed] = await platform.listChannels(platform.communityId, call);
    expect(listed?.newestMessageId).toBe(newest);
  });

  test('fails as often as it is told, in the channel that it is told', async () => {
    const platform = new ScriptedPlatform();
    const [one, other] = [platform.addChannel(), platform.addChannel()];
    platform.failWith({ method: 'listMessages', channelId: one, code: 'unavailable', times: 2 });
    const read = (id: typeof one) => platform.listMessages(id, fromStart, call);
    await expect(read(one)).rejects.toMatchObject({ code: 'unavailable' });
    await read(other);
    await expect(read(one)).rejects.toMatchObject({ code: 'unavailable' });
    await read(one);
    expect(platform.callCount('listMessages', one)).toBe(3);
    expect(platform.callCount()).toBe(4);
  });

  test('changes while it is asked', async () => {
    const platform = new ScriptedPlatform();
    const channel = platform.addChannel();
    platform.traffic.beforeAnswer = () => platform.hideChannel(channel);
    await expect(platform.listMessages(channel, fromStart, call)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('forgets an emoji with its last reaction, and shows edits', async () => {
    const platform = new ScriptedPlatform();
    const channel = platform.addChannel();
    const message = platform.post(channel);
    platform.react(channel, message, '👍', scriptedPerson(2));
    platform.unreact(channel, message, '👍', scriptedPerson(2));
    platform.edit(channel, message, `for <@${scriptedPerson(3)}>`);
    const { messages } = await platform.listMessages(channel, fromStart, call);
    expect(messages[0]).toMatchObject({
      content: `for <@${scriptedPerson(3)}>`,
      reactionCounts: [],
      personIds: [scriptedPerson(1), scriptedPerson(3)],
    });
    expect(messages[0]?.editedAt).not.toBeNull();
  });
});
