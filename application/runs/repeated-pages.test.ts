import { expect, test } from 'bun:test';
import type { MessagePage } from '../ports/platform-adapter.ts';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

test('a list that gives one page for ever fails its channel alone; the next run reads on', async () => {
  const annals = new AnnalsOnFakes();
  const { platform } = annals;
  const [stuck, sound] = [platform.addChannel(), platform.addChannel()];
  const at = annals.clock.now();
  for (const channel of [stuck, sound]) {
    for (let count = 0; count < 12; count += 1) platform.post(channel, { at, text: 'hello' });
  }
  const list = platform.listMessages.bind(platform);
  let first: MessagePage | null = null;
  platform.listMessages = async (channelId, ...rest) => {
    if (channelId !== stuck) return await list(channelId, ...rest);
    first ??= await list(channelId, ...rest);
    return first;
  };
  const run = await annals.sync();
  expect({ status: run.status, channels: run.channels }).toMatchObject({
    status: 'partial',
    channels: { done: 1, failed: 1 },
  });
  platform.listMessages = list;
  expect((await annals.deliver(await annals.trigger())).status).toBe('succeeded');
  expect(annals.store.snapshot(annals.tenant.id).messages).toHaveLength(24);
});
