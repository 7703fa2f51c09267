import { expect, test } from 'bun:test';
import type { ExaminedCommunity } from '../api/examination.ts';
import { describeReport } from './describe-report.ts';

const community: ExaminedCommunity = {
  ...{ platform: 'discord', platformId: '1', tenant: { slug: 'garden' }, name: 'The Garden' },
  ...{ findings: [], archived: [], excluded: [], estimate: null },
};
const hostile = 'x\u001b[2J';
const spread = (low: number, likely: number, high: number) => ({ low, likely, high });

test('an examination is told to its last line', () => {
  const found = {
    ...{ code: 'nothing_public', severity: 'warning', where: { kind: 'community', name: '1' } },
    ...{ message: 'No channel is public.', remedy: 'Let everyone see one.' },
  };
  const told = describeReport({
    ...{ verdict: 'warnings', service: [] },
    communities: [
      {
        ...community,
        findings: [found],
        archived: [{ name: 'general', type: 'text' }],
        excluded: [{ name: 'staff', type: 'forum', reason: 'not_public' }],
        estimate: {
          messages: spread(1_000, 2_000, 3_000),
          threads: spread(5, 5, 5),
          withoutReactionUsers: { requests: spread(30, 30, 30), seconds: spread(6, 60, 100_000) },
          withReactionUsers: { requests: spread(40, 50, 60), seconds: spread(600, 9_000, 200_000) },
        },
      },
      { ...community, tenant: null, name: null },
    ],
  });
  expect(told).toBe(`Installation
  no problem found

garden (discord 1)
  warning: No channel is public. [nothing_public, community 1]
    → Let everyone see one.
archived, with their threads (1):
  general  text
not archived (1):
  staff  forum  not everyone may see it
A first sync, estimated from samples (about 2,000 (1,000 to 3,000) messages, 5 threads):
                          requests             time
  without reaction users  30                   about 60 s (6 s to 28 h)
  with reaction users     about 50 (40 to 60)  about 3 h (10 min to 2 days)

1 (discord 1)
  no problem found

Nothing keeps Annals from archiving, but see the warnings.`);
});

test('one of whose channels none is archived says so', () => {
  const told = describeReport({ verdict: 'fine', service: [], communities: [community] });
  expect(told).toContain('archived, with their threads (0):');
});

test('nothing that other people chose steers the terminal', () => {
  const found = {
    ...{ code: 'x', severity: 'problem', where: { kind: 'channel', name: hostile } },
    ...{ message: hostile, remedy: hostile },
  };
  const told = describeReport({
    ...{ verdict: 'problems', service: [found] },
    communities: [
      {
        ...community,
        ...{ tenant: null, name: hostile, findings: [found] },
        archived: [{ name: hostile, type: 'text' }],
        excluded: [{ name: hostile, type: null, reason: 'not_public' }],
      },
    ],
  });
  expect(told.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
