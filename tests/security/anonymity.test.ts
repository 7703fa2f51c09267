import { expect, setDefaultTimeout, test } from 'bun:test';
import {
  type ChannelId,
  CryptoIdHasher,
  createAnonymiser,
  type PlatformUserId,
  type TenantId,
} from '@annals/domain';
import fc from 'fast-check';
import { anonymise } from '../../application/sync/anonymise-payload.ts';
import { toMessage } from '../../plugins/discord/messages/to-message.ts';
import { personGrammar } from '../../plugins/discord/person-grammar.ts';
import { payload, traces, user } from './payloads-naming-people.ts';

setDefaultTimeout(30_000);

const CHANNEL = '400000000000000001' as ChannelId;
const TENANT = '0190a000-0000-7000-8000-000000000001' as TenantId;
const hasher = new CryptoIdHasher(null);
const anonymiser = createAnonymiser(personGrammar, hasher);

/** All that is stored of a payload, as one text. */
function storedOf(raw: Readonly<Record<string, unknown>>) {
  const message = toMessage(CHANNEL, raw);
  if (message === null) throw new Error('The payload is readable.');
  const parts = { anonymiser, hasher };
  const stored = anonymise(parts, TENANT, message);
  return { row: stored.message, all: JSON.stringify(stored) };
}

test('wherever a payload names people, nothing that is stored does', () => {
  fc.assert(
    fc.property(payload, (raw) => {
      const { all } = storedOf(raw);
      expect(traces.filter((trace) => all.includes(trace))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('the same person has the same replacement everywhere', () => {
  fc.assert(
    fc.property(payload, user, (raw, person) => {
      const hash = hasher.hash(person.id as PlatformUserId);
      const content = `<@${person.id}> and <@!${person.id}>, ${person.id}`;
      const embeds = [{ description: `by <@${person.id}>` }];
      const { row } = storedOf({ ...raw, author: person, content, embeds });
      expect(row.authorHash).toBe(hash);
      expect(row.content).toBe(`<@${hash}> and <@${hash}>, ${hash}`);
      expect(JSON.stringify(row.platformMetadata)).toContain(`by <@${hash}>`);
    }),
    { numRuns: 300 },
  );
});
