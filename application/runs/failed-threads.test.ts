import { expect, test } from 'bun:test';
import { AnnalsOnFakes } from './testing/annals-on-fakes.ts';

const HOUR_MS = 60 * 60 * 1000;

test('an archived thread that could not be read is read by the next run, listed again or not', async () => {
  const annals = new AnnalsOnFakes();
  const { platform, clock } = annals;
  const parentId = platform.addChannel();
  const [failing, later] = [platform.addThread(parentId), platform.addThread(parentId)];
  const message = platform.post(failing);
  platform.archiveThread(failing, clock.now());
  platform.archiveThread(later, new Date(clock.now().getTime() + HOUR_MS));
  platform.failWith({
    method: 'listMessages',
    channelId: failing,
    code: 'unavailable',
    times: 4,
  });
  expect((await annals.sync()).status).toBe('partial');
  expect((await annals.sync()).status).toBe('succeeded');
  const { messages } = annals.store.snapshot(annals.tenant.id);
  expect(messages.map(({ id }) => id)).toEqual([message]);
});
