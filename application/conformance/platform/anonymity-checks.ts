import { expect } from 'bun:test';
import { CryptoIdHasher, createAnonymiser, type TenantId } from '@annals/domain';
import { type Anonymising, anonymise, anonymiseChannel } from '../../sync/anonymise-payload.ts';
import type { PlatformCheck } from './platform-check.ts';
import { onStage, type Stage } from './stage.ts';
import { oneChannel, plainMessages, threadsOf } from './worlds.ts';

const TENANT = '00000000-0000-4000-8000-000000000000' as TenantId;

/** As the core anonymises what this platform gives. */
function anonymising({ adapter }: Stage): Anonymising {
  const hasher = new CryptoIdHasher();
  return { hasher, anonymiser: createAnonymiser(adapter.personGrammar, hasher) };
}

const meeting = oneChannel(
  [
    { key: 'question', author: 'ada', text: 'Why?' },
    {
      key: 'answer',
      author: 'ben',
      text: 'Because.',
      replyTo: 'question',
      edited: true,
      reactions: [{ emoji: '👍', normal: ['cy', 'dee'], burst: [] }],
      attachments: [{ filename: 'plan.png', fileSize: 2048, contentType: 'image/png' }],
    },
  ],
  threadsOf(['open'], false),
);

export const anonymityChecks: readonly PlatformCheck[] = [
  {
    name: 'anonymity: nobody is in the clear in what is kept of channels, threads and messages',
    run: (harness) =>
      onStage(harness, meeting, async (stage) => {
        const parts = anonymising(stage);
        const { communityId, ids } = stage.served;
        const places = [
          ...(await stage.adapter.listChannels(communityId, stage.call())),
          ...(await stage.adapter.listActiveThreads(communityId, stage.call())),
        ];
        const messages = [...(await stage.read('general')), ...(await stage.read('open'))];
        const kept = JSON.stringify([
          ...places.map((place) => anonymiseChannel(parts, TENANT, place)),
          ...messages.map((message) => anonymise(parts, TENANT, message)),
        ]);
        expect([...ids.people.values()].filter((person) => kept.includes(person))).toEqual([]);
      }),
  },
  {
    name: 'personGrammar: a text keeps no id of a person, and mentions the hash',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(2)), async (stage) => {
        const { anonymiser, hasher } = anonymising(stage);
        for (const person of ['ada', 'ben'].map((key) => stage.person(key))) {
          const hash = hasher.hash(person);
          const text = (raw: string) => anonymiser.text(raw, []);
          expect(text(stage.served.mention(person))).toBe(`<@${hash}>`);
          expect(text(person)).toBe(hash);
          expect(text(`https://example.org/people/${person}?tab=posts`)).toBe(
            `https://example.org/people/${hash}?tab=posts`,
          );
        }
      }),
  },
  {
    name: 'personGrammar: the ids of people are recognised',
    run: (harness) =>
      onStage(harness, oneChannel(plainMessages(2)), async (stage) => {
        const { mention, notPeople, bareId } = stage.adapter.personGrammar;
        for (const key of ['ada', 'ben']) {
          expect(stage.person(key)).toMatch(new RegExp(`^(?:${bareId})$`, 'iu'));
          expect(stage.person(key)).not.toMatch(new RegExp(`^(?:${notPeople})$`, 'iu'));
        }
        expect(mention).toContain('(?<mentioned>');
      }),
  },
  {
    name: 'personGrammar: words are nobody, in whatever letters',
    run: (harness) =>
      onStage(harness, oneChannel([]), async (stage) => {
        const { bareId } = stage.adapter.personGrammar;
        const text =
          'Understanding is wonderful, UNFORTUNATELY not worldwide. Characteristically yours';
        expect(text).not.toMatch(new RegExp(bareId, 'iu'));
      }),
  },
];
