import { beforeEach, describe, expect, test } from 'bun:test';
import type { ChannelId, MessageId, PlatformMessage } from '@annals/domain';
import type { MessagePage } from '../ports/platform-adapter.ts';
import type { ContentGrant } from '../ports/platform-capabilities.ts';
import { ContentDoubt, ContentWithheldError } from './content-doubt.ts';

const grant: ContentGrant = { remedy: 'Switch it on.', check: async () => says };
let says: Awaited<ReturnType<ContentGrant['check']>>;
let asked: number;
let doubt: ContentDoubt;

beforeEach(() => {
  says = 'granted';
  asked = 0;
  doubt = new ContentDoubt(grant);
});

async function ask(): ReturnType<ContentGrant['check']> {
  asked += 1;
  return says;
}

/** A page of ten messages, or of more. */
async function read(content: MessagePage['content'], messages = 10): Promise<void> {
  const page = {
    messages: Array<PlatformMessage>(messages),
    unreadable: [],
    lastId: 'newest' as MessageId,
    content,
  };
  await doubt.judge(page, ask);
}

async function readRow(): Promise<void> {
  await read('blank');
  await read('blank');
}

describe('a row of blanks behind a text', () => {
  test('is asked about once, also at the end', async () => {
    await read('shown');
    await readRow();
    await readRow();
    expect(asked).toBe(1);
    await doubt.judgeEnd(ask);
    expect(asked).toBe(1);
  });

  test('is asked about again when another text has come in between', async () => {
    await read('shown');
    await readRow();
    await read('shown');
    says = 'withheld';
    await expect(readRow()).rejects.toThrow(ContentWithheldError);
  });
});

test('what came blank before a text is due for nothing, whatever is withheld later', async () => {
  const stretch = { channelId: 'one' as ChannelId, after: null, upTo: 'newest' as MessageId };
  const later = { ...stretch, channelId: 'another' as ChannelId };
  doubt.remember(stretch);
  await read('shown');
  doubt.remember(later);
  doubt.raise();
  expect(doubt.due).toEqual([later]);
});

test('a single page raises no doubt where the platform does not say, however long it is', async () => {
  says = 'unknown';
  await read('blank', 100);
  expect(doubt.isRaised).toBe(false);
  await read('blank', 1);
  expect(doubt.isRaised).toBe(true);
});
