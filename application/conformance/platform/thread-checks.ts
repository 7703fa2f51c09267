import { expect } from 'bun:test';
import type { PlatformCheck } from './platform-check.ts';
import type { PlatformWorld, WorldMessage } from './platform-harness.ts';
import { onStage } from './stage.ts';
import { keys, oneChannel, plainMessages, threadsOf } from './worlds.ts';

const [thread] = threadsOf(['open'], false);

/** An open thread, which platforms may keep otherwise than a channel. */
function oneThread(messages: readonly WorldMessage[]): PlatformWorld {
  return oneChannel([], thread === undefined ? [] : [{ ...thread, messages }]);
}

export const threadChecks: readonly PlatformCheck[] = [
  {
    name: 'threads: every message comes exactly once over pages of any size, and after any other',
    run: (harness) =>
      onStage(harness, oneThread(plainMessages(25)), async (stage) => {
        const ids = keys('m', 25).map((key) => stage.message(key));
        const read = async (limit: number, after: number) => {
          const position = ids[after] ?? null;
          const messages = await stage.read('open', limit, position);
          return messages.filter(({ type }) => type === 'default').map(({ id }) => id);
        };
        for (const limit of [4, 24, 25]) expect(await read(limit, -1)).toEqual(ids);
        for (const after of ids.keys()) expect(await read(10, after)).toEqual(ids.slice(after + 1));
      }),
  },
  {
    name: 'hasMessage: looks into threads, too',
    needs: ['messageLookup'],
    run: (harness) => {
      const messages = plainMessages(3).map((message) => ({
        ...message,
        deleted: message.key === 'm-1',
      }));
      return onStage(harness, oneThread(messages), async (stage) => {
        const has = (key: string) =>
          stage.messageLookup.hasMessage(stage.channel('open'), stage.message(key), stage.call());
        expect(await Promise.all(['m-0', 'm-1', 'm-2'].map(has))).toEqual([true, false, true]);
      });
    },
  },
  {
    name: 'listReactionUsers: lists who reacted in a thread, too',
    needs: ['reactionUsers'],
    run: (harness) => {
      const reactions = [{ emoji: '👍', normal: ['ada', 'ben'], burst: [] }];
      const world = oneThread(plainMessages(2).map((message) => ({ ...message, reactions })));
      return onStage(harness, world, async (stage) => {
        const of = { channel: 'open', message: 'm-1', emoji: '👍' };
        const expected = ['ada', 'ben'].map((key) => stage.person(key)).sort();
        expect(await stage.reactors(of, 'normal')).toEqual(expected);
      });
    },
  },
];
