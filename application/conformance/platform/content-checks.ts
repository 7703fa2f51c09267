import { expect } from 'bun:test';
import type { PlatformCheck } from './platform-check.ts';
import { onStage } from './stage.ts';
import { keys, oneChannel, plainMessages } from './worlds.ts';

export const contentChecks: readonly PlatformCheck[] = [
  {
    name: 'messages: a reply names the message that it answers, and its author',
    run: (harness) => {
      const world = oneChannel([
        { key: 'question', author: 'ada', text: 'Why?' },
        { key: 'answer', author: 'ben', text: 'Because.', replyTo: 'question' },
      ]);
      return onStage(harness, world, async (stage) => {
        const [question, answer] = await stage.read('general');
        expect(question?.replyTo).toBeNull();
        expect(question?.type).toBe('default');
        expect(answer?.type).toBe('reply');
        expect(answer?.replyTo).toEqual({
          messageId: stage.message('question'),
          authorId: stage.person('ada'),
        });
      });
    },
  },
  {
    name: 'messages: a reply to a deleted message still names it',
    run: (harness) => {
      const world = oneChannel([
        { key: 'question', author: 'ada', text: 'Why?', deleted: true },
        { key: 'answer', author: 'ben', text: 'Because.', replyTo: 'question' },
      ]);
      return onStage(harness, world, async (stage) => {
        const [answer] = await stage.read('general');
        expect(answer?.id).toBe(stage.message('answer'));
        expect(answer?.replyTo?.messageId).toBe(stage.message('question'));
      });
    },
  },
  {
    name: 'messages: who wrote a message is named, and among its people',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(2)), async (stage) => {
        const read = await stage.read('general');
        expect(read.map(({ authorId }) => authorId)).toEqual([
          stage.person('ada'),
          stage.person('ben'),
        ]);
        for (const [index, { personIds }] of read.entries()) {
          expect([...personIds]).toContain(stage.person(index === 0 ? 'ada' : 'ben'));
        }
      }),
  },
  {
    name: 'messages: whom a reply answers is among its people',
    run: (harness) => {
      const world = oneChannel([
        { key: 'question', author: 'ada', text: 'Why?' },
        { key: 'answer', author: 'ben', text: 'Because.', replyTo: 'question' },
      ]);
      return onStage(harness, world, async (stage) => {
        const [, answer] = await stage.read('general');
        expect([...(answer?.personIds ?? [])]).toContain(stage.person('ada'));
        expect([...(answer?.personIds ?? [])]).toContain(stage.person('ben'));
      });
    },
  },
  {
    name: 'messages: what was edited says so, and nothing else does',
    run: (harness) => {
      const messages = plainMessages(3).map((message) => ({
        ...message,
        edited: message.key === 'm-1',
      }));
      return onStage(harness, oneChannel(messages), async (stage) => {
        const [before, edited, after] = await stage.read('general');
        expect([before?.editedAt, after?.editedAt]).toEqual([null, null]);
        expect(edited?.editedAt?.getTime()).toBeGreaterThanOrEqual(
          edited?.createdAt.getTime() ?? 0,
        );
      });
    },
  },
  {
    name: 'messages: an attachment is described, and the same way each time',
    run: (harness) => {
      const attachment = { filename: 'plan.png', fileSize: 2048, contentType: 'image/png' };
      const message = { key: 'm-0', author: 'ada', text: 'Look', attachments: [attachment] };
      return onStage(harness, oneChannel([message]), async (stage) => {
        const [first] = await stage.read('general');
        const [second] = await stage.read('general');
        expect(first?.attachments).toHaveLength(1);
        expect(first?.attachments[0]).toMatchObject(attachment);
        expect(first?.attachments[0]?.url).not.toBe('');
        expect(second?.attachments).toEqual(first?.attachments ?? []);
      });
    },
  },
  {
    name: 'messages: reactions are counted, each emoji once',
    run: (harness) => {
      const world = oneChannel([
        {
          key: 'm-0',
          author: 'ada',
          text: 'Ship it?',
          reactions: [
            { emoji: '👍', normal: ['ada', 'ben', 'cy'], burst: [] },
            { emoji: '🎉', normal: ['ben'], burst: [] },
          ],
        },
        { key: 'm-1', author: 'ben', text: 'Nobody reacts' },
        {
          key: 'm-2',
          author: 'ben',
          text: 'Everybody reacts',
          reactions: [{ emoji: '🎉', normal: keys('fan', 205), burst: [] }],
        },
      ]);
      return onStage(harness, world, async (stage) => {
        const [loved, plain, famous] = await stage.read('general');
        const counted = [...(loved?.reactionCounts ?? [])].sort((a, b) => b.normal - a.normal);
        expect(counted).toEqual([
          { emojiType: 'standard', emojiValue: '👍', normal: 3, burst: 0 },
          { emojiType: 'standard', emojiValue: '🎉', normal: 1, burst: 0 },
        ]);
        expect(plain?.reactionCounts).toEqual([]);
        expect(famous?.reactionCounts).toEqual([
          { emojiType: 'standard', emojiValue: '🎉', normal: 205, burst: 0 },
        ]);
      });
    },
  },
  {
    name: 'messages: burst reactions are counted apart',
    needs: ['burstReactions'],
    run: (harness) => {
      const reaction = { emoji: '🔥', normal: ['ada', 'ben'], burst: ['ben', 'cy', 'dee'] };
      const message = { key: 'm-0', author: 'ada', text: 'Hot', reactions: [reaction] };
      return onStage(harness, oneChannel([message]), async (stage) => {
        const [read] = await stage.read('general');
        expect(read?.reactionCounts).toEqual([
          { emojiType: 'standard', emojiValue: '🔥', normal: 2, burst: 3 },
        ]);
      });
    },
  },
  {
    name: 'listReactionUsers: lists everybody who reacted, over many pages',
    needs: ['reactionUsers'],
    run: (harness) => {
      const people = keys('fan', 205);
      const reaction = { emoji: '👍', normal: people, burst: [] };
      const message = { key: 'm-0', author: 'ada', text: 'Nice', reactions: [reaction] };
      return onStage(harness, oneChannel([message]), async (stage) => {
        const of = { channel: 'general', message: 'm-0', emoji: '👍' };
        const expected = people.map((key) => stage.person(key)).sort();
        expect(await stage.reactors(of, 'normal')).toEqual(expected);
      });
    },
  },
  {
    name: 'listReactionUsers: lists everybody who reacted with a burst, over many pages',
    needs: ['reactionUsers', 'burstReactions'],
    run: (harness) => {
      const normal = keys('fan', 3);
      const burst = keys('burster', 103);
      const message = {
        key: 'm-0',
        author: 'ada',
        text: 'Nice',
        reactions: [{ emoji: '🔥', normal, burst: [...burst, 'fan-0'] }],
      };
      return onStage(harness, oneChannel([message]), async (stage) => {
        const of = { channel: 'general', message: 'm-0', emoji: '🔥' };
        const ids = (people: readonly string[]) => people.map((key) => stage.person(key)).sort();
        expect(await stage.reactors(of, 'normal')).toEqual(ids(normal));
        expect(await stage.reactors(of, 'burst')).toEqual(ids([...burst, 'fan-0']));
      });
    },
  },
  {
    name: 'listMessages: a page tells whether it shows what people wrote',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(3)), async (stage) => {
        const page = await stage.page('general', null);
        expect(page.content).toBe('shown');
        expect((await stage.page('general', page.lastId)).content).toBe('unsaid');
      }),
  },
  {
    name: 'contentGrant: what is withheld comes blank, and is known to be withheld',
    needs: ['contentGrant'],
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(3)), async (stage) => {
        expect(stage.contentGrant.remedy).not.toBe('');
        expect(await stage.contentGrant.check(stage.call())).not.toBe('withheld');
        stage.withholdContent(true);
        expect(await stage.contentGrant.check(stage.call())).not.toBe('granted');
        const { messages, content } = await stage.page('general', null);
        expect(messages.map((message) => message.content)).toEqual(['', '', '']);
        expect(content).toBe('blank');
        stage.withholdContent(false);
        expect((await stage.page('general', null)).content).toBe('shown');
      }),
  },
  {
    name: 'hasMessage: tells those that are there from those that are deleted',
    needs: ['messageLookup'],
    run: (harness) => {
      const messages = plainMessages(3).map((message) => ({
        ...message,
        deleted: message.key === 'm-1',
      }));
      return onStage(harness, oneChannel(messages), async (stage) => {
        const has = (key: string) =>
          stage.messageLookup.hasMessage(
            stage.channel('general'),
            stage.message(key),
            stage.call(),
          );
        expect(await Promise.all(['m-0', 'm-1', 'm-2'].map(has))).toEqual([true, false, true]);
      });
    },
  },
];
