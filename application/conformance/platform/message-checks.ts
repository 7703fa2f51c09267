import { expect } from 'bun:test';
import { platformMessageSchema } from '@annals/domain';
import type { PlatformCheck } from './platform-check.ts';
import type { WorldMessage } from './platform-harness.ts';
import { onStage } from './stage.ts';
import { keys, oneChannel, plainMessages } from './worlds.ts';

const pageEdges: readonly PlatformCheck[] = [0, 1, 100, 101].map((count) => ({
  name: `listMessages: a channel of ${count} messages is read to its end`,
  run: (harness) =>
    onStage(harness, oneChannel(plainMessages(count)), async (stage) => {
      const read = await stage.read('general');
      expect(read.map(({ id }) => id)).toEqual(keys('m', count).map((key) => stage.message(key)));
      expect(read.map(({ content }) => content)).toEqual(
        plainMessages(count).map(({ text }) => text),
      );
    }),
}));

export const messageChecks: readonly PlatformCheck[] = [
  ...pageEdges,
  {
    name: 'listMessages: a page is oldest first and ends at its lastId',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(12)), async (stage) => {
        const { messages, unreadable, lastId } = await stage.page('general', null);
        const { compare } = stage.adapter.messageIdOrder;
        const ids = messages.map(({ id }) => id);
        expect(ids.length).toBeGreaterThan(0);
        expect(ids).toEqual([...ids].sort(compare));
        expect(ids[0]).toBe(stage.message('m-0'));
        expect(lastId).toBe(ids.at(-1) ?? null);
        expect(unreadable).toEqual([]);
      }),
  },
  {
    name: 'listMessages: every message comes exactly once over pages of any size',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(60)), async (stage) => {
        const expected = keys('m', 60).map((key) => stage.message(key));
        for (const limit of [7, 20, 59, 60]) {
          const read = await stage.read('general', limit);
          expect(read.map(({ id }) => id)).toEqual(expected);
        }
      }),
  },
  {
    name: 'listMessages: a page holds no more than its limit',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(30)), async (stage) => {
        for (const limit of [1, 10, 29]) {
          const { messages } = await stage.page('general', null, limit);
          expect(messages.length).toBeGreaterThan(0);
          expect(messages.length).toBeLessThanOrEqual(limit);
        }
      }),
  },
  {
    name: 'listMessages: reading resumes after any message',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(25)), async (stage) => {
        const ids = keys('m', 25).map((key) => stage.message(key));
        for (const [index, id] of ids.entries()) {
          const page = await stage.page('general', id, 10);
          const rest = ids.slice(index + 1);
          expect(page.messages.map((message) => message.id)).toEqual(
            rest.slice(0, page.messages.length),
          );
          if (rest.length > 0) expect(page.lastId).not.toBeNull();
          else
            expect(page).toMatchObject({
              messages: [],
              unreadable: [],
              lastId: null,
              content: 'unsaid',
            });
        }
      }),
  },
  {
    name: 'listMessages: reading resumes after a time, from an id of no message',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(10)), async (stage) => {
        const all = await stage.read('general');
        for (const { createdAt } of all) {
          const after = stage.adapter.messageIdOrder.justBefore(createdAt);
          const read = await stage.read('general', 100, after);
          const expected = all.filter((message) => message.createdAt >= createdAt);
          expect(read.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        }
      }),
  },
  {
    name: 'listMessages: reading resumes after a message that is deleted by now',
    run: (harness) => {
      const deleted = new Set(['m-0', 'm-4', 'm-5', 'm-9']);
      const messages: WorldMessage[] = plainMessages(10).map((message) => ({
        ...message,
        deleted: deleted.has(message.key),
      }));
      const left = messages.filter((message) => message.deleted !== true).map(({ key }) => key);
      return onStage(harness, oneChannel(messages), async (stage) => {
        const from = async (key: string) => {
          const read = await stage.read('general', 100, stage.message(key));
          return read.map(({ id }) => id);
        };
        const ids = left.map((key) => stage.message(key));
        expect((await stage.read('general', 3)).map(({ id }) => id)).toEqual(ids);
        expect(await from('m-0')).toEqual(ids);
        expect(await from('m-4')).toEqual(ids.slice(left.indexOf('m-6')));
        expect(await from('m-5')).toEqual(ids.slice(left.indexOf('m-6')));
        expect(await from('m-9')).toEqual([]);
      });
    },
  },
  {
    name: 'listMessages: a message that cannot be read is told, and the rest of its page is kept',
    run: (harness) => {
      const unreadable = new Set(['m-2', 'm-5', 'm-6', 'm-9']);
      const messages: WorldMessage[] = plainMessages(10).map((message) => ({
        ...message,
        unreadable: unreadable.has(message.key),
      }));
      return onStage(harness, oneChannel(messages), async (stage) => {
        const idsOf = (isUnreadable: boolean) =>
          messages
            .filter((message) => message.unreadable === isUnreadable)
            .map(({ key }) => stage.message(key));
        for (const limit of [100, 2]) {
          const pages = await stage.pages('general', limit);
          const read = pages.flatMap((page) => page.messages);
          expect(read.map(({ id }) => id)).toEqual(idsOf(false));
          const told = pages.flatMap((page) => page.unreadable);
          expect(told.map(({ messageId }) => messageId).toSorted()).toEqual(idsOf(true).sort());
          const isWrong = (reason: string) => reason === '' || reason.includes('Message number');
          expect(told.filter(({ reason }) => isWrong(reason))).toEqual([]);
          expect(pages.at(-2)?.lastId).toBe(stage.message('m-9'));
        }
      });
    },
  },
  {
    name: 'listMessages: the same page twice is the same',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(20)), async (stage) => {
        const after = stage.message('m-4');
        expect(await stage.page('general', after, 8)).toEqual(
          await stage.page('general', after, 8),
        );
      }),
  },
  {
    name: 'messageIdOrder: orders ids by time, also when their lengths differ',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(5)), async (stage) => {
        const { compare, justBefore } = stage.adapter.messageIdOrder;
        for (const message of await stage.read('general')) {
          expect(platformMessageSchema.safeParse(message).error).toBeUndefined();
          expect(compare(message.id, message.id)).toBe(0);
          expect(compare(justBefore(message.createdAt), message.id)).toBeLessThan(0);
          const told = stage.adapter.messageIdOrder.timeOf(message.id);
          if (told !== null) expect(told).toEqual(message.createdAt);
          const later = new Date(message.createdAt.getTime() + 1);
          expect(compare(message.id, justBefore(later))).toBeLessThanOrEqual(0);
        }
        const long = justBefore(new Date());
        const short = justBefore(new Date(Date.UTC(2016, 0, 1)));
        expect(compare(short, long)).toBeLessThan(0);
        expect(compare(long, short)).toBeGreaterThan(0);
      }),
  },
];
