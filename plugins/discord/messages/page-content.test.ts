import { describe, expect, test } from 'bun:test';
import type { PageContent } from '@annals/application';
import type { RawPayload } from '../json-shape.ts';
import { pageContent } from './page-content.ts';

const BOT = '900000000000000001';
const [ADA, BEN] = ['900000000000000002', '900000000000000003'];

function message(fields: RawPayload = {}): RawPayload {
  const nothing = { content: '', embeds: [], attachments: [], components: [], mentions: [] };
  return { type: 0, author: { id: ADA }, ...nothing, ...fields };
}

describe('what a page shows of what people wrote', () => {
  test.each<[string, PageContent, RawPayload[]]>([
    ['one text among blanks', 'shown', [message(), message({ content: 'hello' })]],
    ['an attachment', 'shown', [message({ attachments: [{ id: '1' }] })]],
    ['an embed', 'shown', [message({ embeds: [{}] })]],
    ['components', 'shown', [message({ components: [{}] })]],
    ['a poll', 'shown', [message({ poll: {} })]],
    ['a reply', 'shown', [message({ type: 19, content: 'yes' })]],
    ['an answer to a command', 'shown', [message({ type: 20, embeds: [{}] })]],
    [
      'answers to commands that came blank',
      'blank',
      [message({ type: 20 }), message({ type: 23 })],
    ],
    ['an answer to a command on a message', 'shown', [message({ type: 23, content: 'done' })]],
    ['a mention of somebody else', 'shown', [message({ content: 'x', mentions: [{ id: BEN }] })]],
    ['blanks alone', 'blank', [message(), message({ type: 19 })]],
    ['blanks and a sticker', 'blank', [message(), message({ sticker_items: [{ id: '1' }] })]],
    [
      'blanks, and texts that would come in any case',
      'blank',
      [
        message(),
        message({ content: 'I am the bot', author: { id: BOT } }),
        message({ content: `hey <@${BOT}>`, mentions: [{ id: BOT }] }),
      ],
    ],
    ['a sticker', 'unsaid', [message({ sticker_items: [{ id: '1' }] })]],
    ['an old sticker', 'unsaid', [message({ stickers: [{ id: '1' }] })]],
    ['a theme', 'unsaid', [message({ shared_client_theme: { colors: ['5865f2'] } })]],
    ['empty lists of them', 'blank', [message({ sticker_items: [], message_snapshots: [] })]],
    ['a forward', 'unsaid', [message({ message_snapshots: [{}] })]],
    ['an activity', 'unsaid', [message({ activity: { type: 1 } })]],
    ['somebody joining', 'unsaid', [message({ type: 7 })]],
    ['a thread opened, which has a text', 'unsaid', [message({ type: 18, content: 'plans' })]],
    ['the bot alone', 'unsaid', [message({ author: { id: BOT } })]],
    ['nothing that can be read', 'unsaid', [{}]],
  ])('%s: %s', (_, expected, payloads) => {
    expect(pageContent(payloads, BOT)).toBe(expected);
  });
});
