import fc from 'fast-check';

/*
 * Payloads of Discord's that name people, in every place where one can: what is stored, logged, queued
 * or answered of them must not.
 */

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly global_name: string;
  readonly avatar: string;
  readonly banner: string;
  readonly discriminator: string;
}

/** People whose ids have every length there is, with what else of them identifies. */
export const people: readonly Person[] = [
  '80351110224678912',
  '175928847299117063',
  '1140000000000000001',
  '18446744073709551614',
].map((id, index) => ({
  id,
  username: `username-of-${index}`,
  global_name: `Name Of ${index}`,
  avatar: `a_${index}123456789abcdef0123456789abcdef`,
  banner: `${index}edcba9876543210fedcba9876543210`,
  discriminator: '0',
}));
export const user: fc.Arbitrary<Person> = fc.constantFrom(...people);
const id = user.map((person) => person.id);
const member = user.map(({ global_name: nick, avatar }) => ({ nick, avatar, roles: [] }));

const word = fc.constantFrom('hello', 'the', '42', '🌱', '\u0000', 'id:', '(', ')', '\n', 'ю', '<');
const aboutSomebody = fc.oneof(
  id,
  id.map((raw) => `<@${raw}>`),
  id.map((raw) => `<@!${raw}>`),
  id.map((raw) => `https://discord.com/users/${raw}`),
  id.map((raw) => `%3C%40${raw}%3E`),
  user.map(({ id: raw, avatar }) => `https://cdn.discordapp.com/avatars/${raw}/${avatar}.png`),
  user.map(
    ({ id: raw, banner }) => `https://cdn.discordapp.com/banners/${raw}/${banner}.png?size=9`,
  ),
  user.map(
    ({ id: raw, avatar }) =>
      `https://cdn.discordapp.com/guilds/300000000000000001/users/${raw}/avatars/${avatar}.webp`,
  ),
  user.map(
    ({ id: raw, avatar }) =>
      `https://images-ext-1.discordapp.net/external/x/https/cdn.discordapp.com/avatars/${raw}/${avatar}.png`,
  ),
  id.map((raw) => `${raw}.png`),
  id.map((raw) => `x${raw}y`),
);
const text: fc.Arbitrary<string> = fc
  .array(fc.oneof(word, aboutSomebody), { maxLength: 5 })
  .chain((words) => fc.constantFrom(' ', '', '-').map((between) => words.join(between)))
  // A longer row of digits is some other number, whatever it has in it.
  .filter((joined) => !/\d{21}/.test(joined.replaceAll('%40', '%')));

/** Names of emoji are words that moderators choose. */
const emojiName = id.map((raw) => `of_${raw}`);
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
// Most bots have the id of their app, which stands for itself where the bot does not.
const application = fc.record({ id, name: text, bot: fc.option(user) });
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
    application,
  },
  { requiredKeys: ['id', 'filename', 'size', 'url'] },
);
const reaction = fc.record({
  emoji: fc.record({ id: fc.constant('930000000000000001'), name: emojiName }),
  count: fc.constant(1),
});
const poll = fc.record({
  question: fc.record({ text }),
  answers: fc.array(fc.record({ answer_id: fc.nat(), poll_media: fc.record({ text }) })),
});
const thread: fc.Arbitrary<Payload> = fc.record({
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

export type Payload = Readonly<Record<string, unknown>>;

/** What any message may hold, here or quoted in another one. */
const said = {
  content: text,
  mentions: fc.array(user, { maxLength: 2 }),
  embeds: fc.array(embed, { maxLength: 2 }),
  components: fc.array(component, { maxLength: 1 }),
  attachments: fc.array(attachment, { maxLength: 1 }),
  reactions: fc.array(reaction, { maxLength: 2 }),
};
const basics = {
  id: fc.constant('500000000000000001'),
  type: fc.constantFrom(0, 1, 2, 4, 6, 7, 18, 19, 20, 24, 46),
  channel_id: fc.constant('400000000000000001'),
  timestamp: fc.constant('2024-05-01T10:00:00.123456+00:00'),
  author: user,
};
const quoted = fc.record({ ...basics, ...said }, { requiredKeys: ['id', 'type', 'timestamp'] });
export const payload: fc.Arbitrary<Payload> = fc.record(
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
    application_id: id,
    application,
    sticker_items: fc.array(fc.record({ id: fc.constant('920000000000000001'), name: text })),
    flags: fc.nat(),
    pinned: fc.boolean(),
  },
  { requiredKeys: ['id', 'type', 'timestamp'] },
);

/** What a channel may hold beyond what its place in the guild says. */
export const channelFields: fc.Arbitrary<Payload> = fc.record({
  name: id.map((raw) => `ticket-${raw}`),
  topic: text,
  owner_id: id,
  recipients: fc.array(user, { maxLength: 2 }),
  available_tags: fc.array(
    fc.record({ id: fc.constant('940000000000000001'), name: text, emoji_name: text }),
    { maxLength: 2 },
  ),
  memberOverwrite: id.map((raw) => ({ id: raw, type: 1, allow: '1024', deny: '0' })),
});

/** What a thread may hold beyond what its place in the guild says. */
export const threadFields: fc.Arbitrary<Payload> = fc.record({
  name: text.map((words) => `About ${words}`),
  owner_id: id,
  member: fc.record({ user_id: id, member }),
});

/** Everything that tells who somebody is. */
export const traces: readonly string[] = people.flatMap(
  ({ id: raw, username, global_name: name, avatar, banner }) => [
    raw,
    username,
    name,
    avatar,
    banner,
  ],
);
