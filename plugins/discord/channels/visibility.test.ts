import { describe, expect, test } from 'bun:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import fc from 'fast-check';
import { type ChannelPayload, channelSchema } from '../payloads.ts';
import { anybody, mayReadHistory, mightDenyHistory } from './visibility.ts';

const { Administrator, ViewChannel, ReadMessageHistory, Connect, SendMessages } =
  PermissionFlagsBits;
const GUILD = '100000000000000001';
const ROLE = '100000000000000002';
const MEMBER = '100000000000000003';
const both = ViewChannel | ReadMessageHistory;

interface Level {
  readonly id: string;
  readonly type?: 0 | 1;
  readonly allow?: bigint;
  readonly deny?: bigint;
}

function channel(type: number, overwrites: readonly Level[] = []): ChannelPayload {
  return channelSchema.parse({
    id: '100000000000000009',
    type,
    permission_overwrites: overwrites.map(({ id, type: kind = 0, allow = 0n, deny = 0n }) => ({
      id,
      type: kind,
      allow: allow.toString(),
      deny: deny.toString(),
    })),
  });
}

function union(sets: readonly bigint[]): bigint {
  return sets.reduce((all, set) => all | set, 0n);
}

function guild(everyone: bigint, role = 0n) {
  const roles = [
    { id: GUILD, permissions: everyone },
    { id: ROLE, permissions: role },
  ];
  return { id: GUILD, roles };
}

describe('what everybody may read', () => {
  test.each<[string, boolean, bigint, number, Level[]]>([
    ['both permissions', true, both, 0, []],
    ['no history', false, ViewChannel, 0, []],
    ['no view', false, ReadMessageHistory, 0, []],
    ['a channel that takes view away', false, both, 0, [{ id: GUILD, deny: ViewChannel }]],
    [
      'a channel that takes history away',
      false,
      both,
      5,
      [{ id: GUILD, deny: ReadMessageHistory }],
    ],
    ['a channel that gives what the guild does not', true, 0n, 0, [{ id: GUILD, allow: both }]],
    ['a channel that denies and allows', true, 0n, 0, [{ id: GUILD, deny: both, allow: both }]],
    ['a role that may', false, 0n, 0, [{ id: ROLE, allow: both }]],
    ['a role that may not', true, both, 0, [{ id: ROLE, deny: both }]],
    ['voice without Connect', false, both, 2, []],
    ['voice with Connect', true, both | Connect, 2, []],
    ['a stage that takes Connect away', false, both | Connect, 13, [{ id: GUILD, deny: Connect }]],
    ['text without Connect', true, both, 0, [{ id: GUILD, deny: Connect }]],
    ['administrators all over', true, Administrator, 2, [{ id: GUILD, deny: ViewChannel }]],
    [
      'permissions of the highest bits',
      true,
      both | (1n << 52n),
      0,
      [{ id: GUILD, deny: 1n << 52n }],
    ],
  ])('%s: %p', (_, expected, everyone, type, overwrites) => {
    expect(mayReadHistory(channel(type, overwrites), guild(everyone), anybody)).toBe(expected);
  });

  test('never depends on what is said of roles, of members or of other permissions', () => {
    const noise = fc.record({
      id: fc.constantFrom(ROLE, MEMBER),
      type: fc.constantFrom<0 | 1>(0, 1),
      allow: fc.bigInt(0n, 1n << 53n),
      deny: fc.bigInt(0n, 1n << 53n),
    });
    fc.assert(
      fc.property(fc.array(noise), fc.boolean(), (levels, open) => {
        const everyone = open ? both | SendMessages : SendMessages;
        const read = mayReadHistory(channel(0, levels), guild(everyone), anybody);
        expect(read).toBe(open);
      }),
    );
  });
});

describe('what a member may read', () => {
  const bot = { roleIds: [ROLE], userId: MEMBER };

  test.each<[string, boolean, Level[]]>([
    [
      'the role allows',
      true,
      [
        { id: GUILD, deny: both },
        { id: ROLE, allow: both },
      ],
    ],
    ['the role denies', false, [{ id: ROLE, deny: both }]],
    [
      'the role denies what everyone is allowed there',
      false,
      [
        { id: GUILD, allow: both },
        { id: ROLE, deny: both },
      ],
    ],
    [
      'the member is allowed',
      true,
      [
        { id: ROLE, deny: both },
        { id: MEMBER, type: 1, allow: both },
      ],
    ],
    [
      'the member is denied',
      false,
      [
        { id: ROLE, allow: both },
        { id: MEMBER, type: 1, deny: both },
      ],
    ],
    ['somebody else is denied', true, [{ id: '100000000000000004', type: 1, deny: both }]],
  ])('%s: %p', (_, expected, overwrites) => {
    expect(mayReadHistory(channel(0, overwrites), guild(both), bot)).toBe(expected);
  });
});

test('nobody is shut out of what anybody may read but by an overwrite that raises doubt', () => {
  const bits = fc.subarray([ViewChannel, ReadMessageHistory, Connect]).map(union);
  const denied = fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, bits);
  const level = (id: string, type: 0 | 1) =>
    fc.record({ id: fc.constant(id), type: fc.constant(type), allow: bits, deny: denied });
  const levels = fc.tuple(level(GUILD, 0), level(ROLE, 0), level(MEMBER, 1));
  const member = { roleIds: [ROLE], userId: MEMBER };
  fc.assert(
    fc.property(fc.constantFrom(0, 2), bits, bits, levels, (type, everyone, role, overwrites) => {
      const place = channel(type, overwrites);
      const among = guild(everyone, role);
      const isShutOut =
        mayReadHistory(place, among, anybody) && !mayReadHistory(place, among, member);
      expect(isShutOut && !mightDenyHistory(place)).toBe(false);
    }),
  );
});

test.each<[string, boolean, number, bigint]>([
  ['history', true, 0, ReadMessageHistory],
  ['Connect in a voice channel', true, 2, Connect],
  ['Connect in a text channel', false, 0, Connect],
  ['something else', false, 2, SendMessages],
])('a role that is denied %s raises doubt: %p', (_, expected, type, deny) => {
  expect(mightDenyHistory(channel(type, [{ id: ROLE, deny }]))).toBe(expected);
});

test('overwrites that cannot be read fail the listing instead of opening the channel', () => {
  const payload = { id: '100000000000000009', type: 0, permission_overwrites: 'none' };
  expect(channelSchema.safeParse(payload).success).toBe(false);
});

test.each([[undefined], [null]])('without overwrites (%p) a channel is not open', (none) => {
  const payload = { id: '100000000000000009', type: 0, permission_overwrites: none };
  const place = channelSchema.parse(payload);
  expect(mayReadHistory(place, guild(both), anybody)).toBe(false);
  expect(mayReadHistory(place, guild(Administrator), anybody)).toBe(true);
});

test.each([[undefined], [null], [1024], ['all']])('an allowance of %p allows nothing', (allow) => {
  const overwrites = [{ id: GUILD, type: 0, allow, deny: '0' }];
  const payload = { id: '100000000000000009', type: 0, permission_overwrites: overwrites };
  const place = channelSchema.parse(payload);
  expect(mayReadHistory(place, guild(ViewChannel), anybody)).toBe(false);
});

test.each([[undefined], [null], [1024], ['all']])('a denial of %p denies everything', (deny) => {
  const overwrites = [{ id: GUILD, type: 0, allow: '0', deny }];
  const payload = { id: '100000000000000009', type: 0, permission_overwrites: overwrites };
  const place = channelSchema.parse(payload);
  expect(mayReadHistory(place, guild(both), anybody)).toBe(false);
});
