import { avatarHash, type Sample, type Scene } from './cast.ts';
import type { Random } from './random.ts';

const OPENINGS = ['Has anybody', 'I just', 'We should have', 'Nobody ever', 'Did you', 'They'];
const VERBS = ['tried', 'seen', 'fixed', 'broken', 'read', 'found', 'written down', 'tested'];
const THINGS = ['the new release', 'that map', 'the docs', 'my build', 'the old thread', 'this'];
const ENDINGS = ['?', '!', '.', ' lol', ' 😂', ' …', ' — thanks', ' (again)', '\nand then some'];

/** One text a script, and a few that mix them. */
const SCRIPTS: readonly string[] = [
  'مرحبا بالجميع، كيف الحال؟',
  'שלום לכולם, מה נשמע?',
  '大家好，今天讨论什么？',
  'こんにちは、元気ですか？ｶﾀｶﾅ',
  '안녕하세요 여러분',
  'नमस्ते दोस्तों, क्षत्रिय',
  'Привет всем! Ґалаґан',
  'สวัสดีครับ',
  'Ça va ? Žluťoučký kůň — naïve façade',
  'Z\u0351\u036B\u0343a\u0363\u0308l\u034Dg\u0321o\u0322 e\u0301 n\u0303',
  '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇺🇳🏴󠁧󠁢󠁳󠁣󠁴󠁿🫠',
  'English then עברית then العربية then 日本語',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒾𝓃 𝕞𝕒𝕥𝕙',
];

/** What is no trouble to people and much to programs. */
const AWKWARD: readonly string[] = [
  'A zero \u0000 in the middle',
  '\u0000',
  'Half of a pair \ud83d and the other \udc4d',
  '\udfff at the start, at the end \ud800',
  "Robert'); DROP TABLE messages;--",
  "' OR 1=1; -- $1 :name ?",
  '<script>alert("hi")</script><img src=x onerror=alert(1)>',
  `{"content":"{{mustache}} \${template} %s %d"}`,
  'C:\\temp\\new \\u0000 \\x00 \\',
  '"quoted",semi;colon,\ttab\r\nnewline',
  '\u202Eright to left override\u202C \u200B\u200D\uFEFF invisible',
  '=HYPERLINK("https://example.com")',
  '||spoiler|| **bold** `code` ```sql\nselect 1;\n``` > quote',
  '\\N',
  'null',
];

export function sentence(random: Random): string {
  const parts = [OPENINGS, VERBS, THINGS].map((words) => random.pick(words));
  return parts.join(' ') + random.pick(ENDINGS);
}

/** As long as a message can be. */
function longText(random: Random): string {
  let text = '';
  while (text.length < 4000) text += `${sentence(random)} ${random.pick(SCRIPTS)} `;
  return text.slice(0, 4000).toWellFormed();
}

export const ROLE_IDS: readonly string[] = ['1041111222233334444', '1041111222233335555'];
const COMMAND_ID = '1042222333344445555';

/** Every way in which a text can name people, and ids that are nobody's. */
const MENTIONS: readonly Text[] = [
  ({ random, people }) => `Thanks <@${random.pick(people)}>!`,
  ({ random, people }) =>
    `Old client says <@!${random.pick(people)}> and <@${random.pick(people)}>`,
  ({ random }) => `Attention <@&${random.pick(ROLE_IDS)}> @everyone @here`,
  (_, channelId) => `This belongs in <#${channelId}>`,
  () => `Use </remind me:${COMMAND_ID}> for that`,
  () => 'Nice <:blob:1043333444455556666> and <a:party:1043333444455557777>',
  () => 'See you <t:1735689600:R>, that is <t:1735689600>. First: <id:customize>',
  ({ random, people }) => `His id is ${random.pick(people)}, ban him.`,
  ({ random, people }) => `ids: ${random.sample(people, 3).join(',')}`,
  ({ random, people }) => `Profile: https://discord.com/users/${random.pick(people)}`,
  ({ random, people }) =>
    `https://cdn.discordapp.com/avatars/${random.pick(people)}/${avatarHash(random)}.webp?size=80`,
  ({ guild, random, people }) =>
    `https://cdn.discordapp.com/guilds/${guild.id}/users/${random.pick(people)}/avatars/${avatarHash(random)}.png`,
  ({ guild }, channelId) => `https://discord.com/channels/${guild.id}/${channelId}/${channelId}`,
];

type Text = (scene: Scene, channelId: string) => string;

/** Every text once, the longest and the empty one among them. */
export const textSamples: readonly Sample[] = [
  ...[...SCRIPTS, ...AWKWARD, ''].map((text) => said(() => text)),
  ...MENTIONS.map(said),
  said(({ random }) => longText(random)),
];

function said(text: Text): Sample {
  const write: Sample = (scene, channelId) => ({
    authorId: scene.random.pick(scene.people),
    content: text(scene, channelId),
  });
  return write;
}
