import { describe, expect, test } from 'bun:test';
import { ScriptedPlatform } from '../fakes/scripted-platform.ts';
import { AbortIgnored } from './broken/platform-abort-ignored.ts';
import { AnswersUntold } from './broken/platform-answers-untold.ts';
import { AnyCommunity } from './broken/platform-any-community.ts';
import { ArchivedPageDropped } from './broken/platform-archived-page-dropped.ts';
import { BlankTakenForShown } from './broken/platform-blank-taken-for-shown.ts';
import { BookmarkSparesTooMuch } from './broken/platform-bookmark-spares-too-much.ts';
import { BurstUsersDropped } from './broken/platform-burst-users-dropped.ts';
import { CountsCutShort } from './broken/platform-counts-cut-short.ts';
import { DeletedStillThere } from './broken/platform-deleted-still-there.ts';
import { EditsUntold } from './broken/platform-edits-untold.ts';
import { ForbiddenSwallowed } from './broken/platform-forbidden-swallowed.ts';
import { HiddenExamined } from './broken/platform-hidden-examined.ts';
import { HiddenListed } from './broken/platform-hidden-listed.ts';
import { LastPageDropped } from './broken/platform-last-page-dropped.ts';
import { ListingCutShort } from './broken/platform-listing-cut-short.ts';
import { MeasuredInOnePage } from './broken/platform-measured-in-one-page.ts';
import { NewestFirst } from './broken/platform-newest-first.ts';
import { NewestUnnamed } from './broken/platform-newest-unnamed.ts';
import { PageEdgeTwice } from './broken/platform-page-edge-twice.ts';
import { ReactorsInTheClear } from './broken/platform-reactors-in-the-clear.ts';
import { RequestsUncounted } from './broken/platform-requests-uncounted.ts';
import { SecondsForMilliseconds } from './broken/platform-seconds-for-milliseconds.ts';
import { ThreadsNotLookedInto } from './broken/platform-threads-not-looked-into.ts';
import { ThreadsReactorsGone } from './broken/platform-threads-reactors-gone.ts';
import { ThreadsReadOnce } from './broken/platform-threads-read-once.ts';
import { TraceMissed } from './broken/platform-trace-missed.ts';
import { UnreadableDropped } from './broken/platform-unreadable-dropped.ts';
import { WordsTakenForPeople } from './broken/platform-words-taken-for-people.ts';
import { testCaught } from './broken/test-caught.ts';
import { runChecks } from './check.ts';
import { scriptedHarness } from './platform/serve-scripted.ts';
import { describePlatform, platformChecks, platformChecksFor } from './platform.ts';

describePlatform(
  'in memory',
  scriptedHarness(() => new ScriptedPlatform()),
);

describePlatform(
  'in memory, without capabilities',
  scriptedHarness(
    () =>
      new ScriptedPlatform({
        without: ['archivedThreads', 'reactionUsers', 'messageLookup', 'contentGrant', 'diagnosis'],
      }),
    ['burstReactions'],
  ),
);

describePlatform(
  'in memory, with pages smaller than asked for',
  scriptedHarness(() => new ScriptedPlatform({ pageSizes: { messages: 3 } })),
);

describe('the platform suite', () => {
  const faults: readonly (readonly [new () => ScriptedPlatform, string])[] = [
    [NewestFirst, 'listMessages: a page is oldest first and ends at its lastId'],
    [PageEdgeTwice, 'listMessages: every message comes exactly once over pages of any size'],
    [LastPageDropped, 'listMessages: a channel of 101 messages is read to its end'],
    [
      UnreadableDropped,
      'listMessages: a message that cannot be read is told, and the rest of its page is kept',
    ],
    [EditsUntold, 'messages: what was edited says so, and nothing else does'],
    [CountsCutShort, 'messages: reactions are counted, each emoji once'],
    [ForbiddenSwallowed, 'listMessages: forbidden is thrown as such'],
    [
      ArchivedPageDropped,
      'listArchivedThreads: lists every archived thread once, the latest first, over many pages',
    ],
    [
      BookmarkSparesTooMuch,
      'listArchivedThreads: the bookmark spares what was listed before, and only that',
    ],
    [
      BurstUsersDropped,
      'listReactionUsers: lists everybody who reacted with a burst, over many pages',
    ],
    [
      NewestUnnamed,
      'listings: a channel or thread with messages names one no older than its newest',
    ],
    [
      ListingCutShort,
      'listings: every channel and every open thread is listed once, however many there are',
    ],
    [
      AnyCommunity,
      'listings: a community that is not there is refused, and is no empty or other one',
    ],
    [HiddenListed, 'listChannels: a channel that is not public is absent'],
    [DeletedStillThere, 'hasMessage: tells those that are there from those that are deleted'],
    [
      ThreadsReadOnce,
      'threads: every message comes exactly once over pages of any size, and after any other',
    ],
    [ThreadsNotLookedInto, 'hasMessage: looks into threads, too'],
    [ThreadsReactorsGone, 'listReactionUsers: lists who reacted in a thread, too'],
    [BlankTakenForShown, 'contentGrant: what is withheld comes blank, and is known to be withheld'],
    [
      MeasuredInOnePage,
      'diagnosis: the truth lies between the bounds, which cost no more than they may',
    ],
    [
      HiddenExamined,
      'diagnosis: exactly the channels that are listed are archived, and nothing is found',
    ],
    [
      SecondsForMilliseconds,
      'listMessages: how long a limit lasts is told in milliseconds, or not at all',
    ],
    [AbortIgnored, 'listMessages: a call that nobody waits for rejects with the reason'],
    [
      ReactorsInTheClear,
      'anonymity: nobody is in the clear in what is kept of channels, threads and messages',
    ],
    [TraceMissed, 'personGrammar: a text keeps no id of a person, and mentions the hash'],
    [WordsTakenForPeople, 'personGrammar: words are nobody, in whatever letters'],
    [
      AnswersUntold,
      'listMessages: every request is told when it is answered, and when it is refused',
    ],
    [RequestsUncounted, 'listMessages: every request is counted for the call that made it'],
  ];

  testCaught(faults, platformChecks, (Broken) => scriptedHarness(() => new Broken()));

  test('says in its name what a platform does not offer', () => {
    const harness = scriptedHarness(() => new ScriptedPlatform(), ['archivedThreads']);
    const names = platformChecksFor(harness).map(({ name }) => name);
    expect(names).toContain(
      'listReactionUsers: lists everybody who reacted, over many pages (not offered: reactionUsers)',
    );
  });

  test('a capability that is there and not declared fails', async () => {
    const harness = scriptedHarness(() => new ScriptedPlatform(), ['archivedThreads']);
    const [result] = await runChecks(
      platformChecksFor(harness).filter(({ name }) =>
        name.includes('(not offered: reactionUsers)'),
      ),
      harness,
    );
    expect(result?.error).not.toBeNull();
  });
});
