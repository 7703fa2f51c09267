import { expect, setDefaultTimeout, test } from 'bun:test';
import {
  type ChannelId,
  CryptoIdHasher,
  createAnonymiser,
  type PlatformUserId,
  type TenantId,
} from '@annals/domain';
import fc from 'fast-check';
import {
  anonymiseAttachments,
  anonymiseMessage,
} from '../../application/sync/anonymise-payload.ts';
import { personGrammar } from '../../plugins/discord/person-grammar.ts';
import { toMessage } from '../../plugins/discord/to-message.ts';

setDefaultTimeout(30_000);

const CHANNEL = '400000000000000001' as ChannelId;
const TENANT = '0190a000-0000-7000-8000-000000000001' as TenantId;
const hasher = new CryptoIdHasher(null);
const anonymiser = createAnonymiser(personGrammar, hasher);

/** People whose ids have every length there is, with what else of them identifies. */
const people = [
  '80351110224678912',
  '175928847299117063',
  '1140000000000000001',
  '18446744073709551614',
].map((id, index) => ({
  id,
  username: `username-of-${index}`,
  global_name: `Name Of ${index}`,
  avatar: `a_${'0123456789abcdef'.repeat(2).slice(index, index + 28)}`,
  discriminator: '0',
}));
const user = fc.constantFrom(...people);
const id = user.map((person) => person.id);
const member = user.map(({ global_name: nick, avatar }) => ({ nick, avatar, roles: [] }));

const word = fc.constantFrom('hello', 'the', '42', '🌱', '\u0000', 'id:', '(', ')', '\n', 'ю', '<');
const aboutSomebody = fc.oneof(
  id,
  id.map((raw) => `<@${raw}>`),
  id.map((raw) => `<@!${raw}>`),
  id.map((raw) => `https://discord.com/users/${raw}`),
  id.map((raw) => `https://cdn.discordapp.com/avatars/${raw}/hash.png?size=64`),
  id.map(
    (raw) => `https://cdn.discordapp.com/guilds/300000000000000001/users/${raw}/avatars/h.webp`,
  ),
  id.map((raw) => `${raw}.png`),
  id.map((raw) => `x${raw}y`),
);
const text = fc
  .array(fc.oneof(word, aboutSomebody), { maxLength: 5 })
  .chain((words) => fc.constantFrom(' ', '', '-').map((between) => words.join(between)))
  // A longer row of digits is some other number, whatever it has in it.
  .filter((joined) => !/\d{21}/.test(joined));

const embed = fc.record(
  {
    title: text,
    description: text,
    url: text,
    fields: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
    footer: fc.record({ text, icon_url: text }),
    author: fc.record({ name: text, url: text, icon_url: text }),
    image: fc.record({ url: text, proxy_url: text }),
  },
  { requiredKeys: [] },
);
const component = fc.record({
  type: fc.constant(1),
  components: fc.array(
    fc.record(
      {
        type: fc.constantFrom(2, 3, 5, 10),
        label: text,
        custom_id: text,
        content: text,
        placeholder: text,
        default_values: fc.array(fc.record({ id, type: fc.constant('user') }), { maxLength: 2 }),
      },
      { requiredKeys: ['type'] },
    ),
    { maxLength: 2 },
  ),
});
const attachment = fc.record(
  {
    id: fc.constant('600000000000000001'),
    filename: text,
    title: text,
    description: text,
    size: fc.nat(),
    url: text.map((tail) => `https://cdn.discordapp.com/attachments/1/2/${tail}`),
    proxy_url: text,
    clip_participants: fc.array(user, { maxLength: 2 }),
  },
  { requiredKeys: ['id', 'filename', 'size', 'url'] },
);
const poll = fc.record({
  question: fc.record({ text }),
  answers: fc.array(fc.record({ answer_id: fc.nat(), poll_media: fc.record({ text }) })),
});
const thread = fc.record({
  id: fc.constant('700000000000000001'),
  name: text,
  owner_id: id,
  member: fc.record({ user_id: id }),
});
const interaction = fc.record(
  {
    id: fc.constant('800000000000000001'),
    type: fc.constant(2),
    name: text,
    user,
    member,
    target_user: user,
    authorizing_integration_owners: id.map((raw) => ({ 0: '300000000000000001', 1: raw })),
    triggering_interaction_metadata: fc.record({ user }),
  },
  { requiredKeys: ['id'] },
);
const keyedByUser = <Value>(value: fc.Arbitrary<Value>) =>
  fc.tuple(id, value).map(([key, held]) => ({ [key]: held }));

/** What any message may hold, here or quoted in another one. */
const said = {
  content: text,
  mentions: fc.array(user, { maxLength: 2 }),
  embeds: fc.array(embed, { maxLength: 2 }),
  components: fc.array(component, { maxLength: 1 }),
  attachments: fc.array(attachment, { maxLength: 1 }),
};
const basics = {
  id: fc.constant('500000000000000001'),
  type: fc.constantFrom(0, 1, 2, 4, 6, 7, 18, 19, 20, 24, 46),
  channel_id: fc.constant(CHANNEL),
  timestamp: fc.constant('2024-05-01T10:00:00.123456+00:00'),
  author: user,
};
const quoted = fc.record({ ...basics, ...said }, { requiredKeys: ['id', 'type', 'timestamp'] });
const payload = fc.record(
  {
    ...basics,
    ...said,
    poll,
    thread,
    member,
    interaction,
    interaction_metadata: interaction,
    webhook_id: fc.constant('900000000000000001'),
    referenced_message: fc.option(quoted),
    message_snapshots: fc.array(fc.record({ message: quoted }), { maxLength: 2 }),
    resolved: fc.record({
      users: keyedByUser(user),
      members: keyedByUser(member),
      messages: quoted.map((message) => ({ '500000000000000009': message })),
    }),
    call: fc.record({ participants: fc.array(id, { maxLength: 2 }) }),
    activity: fc.record({ type: fc.constant(1), party_id: id.map((raw) => `spotify:${raw}`) }),
    application: fc.record({ id: fc.constant('910000000000000001'), name: text, bot: user }),
    sticker_items: fc.array(fc.record({ id: fc.constant('920000000000000001'), name: text })),
    flags: fc.nat(),
    pinned: fc.boolean(),
  },
  { requiredKeys: ['id', 'type', 'timestamp'] },
);

/** All that is stored of a payload, as one text. */
function storedOf(raw: Readonly<Record<string, unknown>>) {
  const message = toMessage(CHANNEL, raw);
  if (message === null) throw new Error('The payload is readable.');
  const parts = { anonymiser, hasher };
  const row = anonymiseMessage(parts, TENANT, message);
  return { row, all: JSON.stringify([row, anonymiseAttachments(parts, TENANT, message)]) };
}

test('wherever a payload names people, nothing that is stored does', () => {
  fc.assert(
    fc.property(payload, (raw) => {
      const { all } = storedOf(raw);
      for (const person of people) {
        expect(all).not.toContain(person.id);
        expect(all).not.toContain(person.username);
        expect(all).not.toContain(person.global_name);
        expect(all).not.toContain(person.avatar);
      }
    }),
    { numRuns: 3_000 },
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
