import { describe, expect, test } from 'bun:test';
import type { ChannelType } from '@annals/domain';
import { channelSchema, threadListSchema } from '../payloads.ts';
import { toChannel } from './to-channel.ts';

const OWNER = '200000000000000001';
const NEWEST = '500000000000000001';

function read(changes: Record<string, unknown>) {
  const payload = { id: '400000000000000001', type: 0, name: 'general', ...changes };
  return toChannel(channelSchema.parse(payload));
}

describe('a channel', () => {
  test('in the archive’s terms', () => {
    const fields = { parent_id: '3', topic: 'Talk', last_message_id: NEWEST, owner_id: OWNER };
    expect(read({ ...fields, nsfw: true })).toEqual({
      id: '400000000000000001',
      name: 'general',
      type: 'text',
      parentId: '3',
      topic: 'Talk',
      ownerId: null,
      newestMessageId: NEWEST,
      platformMetadata: { nsfw: true },
    } as unknown as ReturnType<typeof read>);
  });

  test.each<[number, ChannelType | null]>([
    [0, 'text'],
    [1, null],
    [2, 'voice'],
    [3, null],
    [4, null],
    [5, 'announcement'],
    [10, 'thread'],
    [11, 'thread'],
    [12, null],
    [13, 'stage'],
    [14, null],
    [15, 'forum'],
    [16, 'media'],
    [4711, null],
  ])('of Discord’s type %d is %p', (type, expected) => {
    expect(read({ type })?.type ?? null).toBe(expected);
  });

  test.each([[15], [16]])('of type %d names a post, not a message, as its newest', (type) => {
    expect(read({ type, last_message_id: NEWEST })?.newestMessageId).toBeNull();
  });

  test.each([[10], [11]])('of type %d was opened by somebody', (type) => {
    expect(read({ type, owner_id: OWNER })?.ownerId as string).toBe(OWNER);
  });

  test.each([[undefined], [null], [7], [{}]])(
    'is readable where %p is all that comes',
    (nothing) => {
      const fields = [
        'name',
        'parent_id',
        'topic',
        'owner_id',
        'last_message_id',
        'thread_metadata',
      ];
      expect(
        read({ type: 11, ...Object.fromEntries(fields.map((key) => [key, nothing])) }),
      ).toEqual({
        id: '400000000000000001',
        name: '',
        type: 'thread',
        parentId: null,
        topic: null,
        ownerId: null,
        newestMessageId: null,
        platformMetadata: {},
      } as unknown as ReturnType<typeof read>);
    },
  );
});

test.each([[undefined], [null], ['today'], [7]])(
  'a thread that was archived at %p is read, without that time',
  (archive_timestamp) => {
    const thread = { id: '1', type: 11, thread_metadata: { archived: true, archive_timestamp } };
    const { threads, has_more } = threadListSchema.parse({ threads: [thread] });
    expect(threads).toMatchObject([{ id: '1', archiveTimestamp: null }]);
    expect(has_more).toBe(false);
  },
);
