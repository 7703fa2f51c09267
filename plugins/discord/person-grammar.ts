import type { PersonGrammar } from '@annals/domain';

/** In JSON it may be escaped, and once more in JSON within JSON; in another link too. */
const SLASH = String.raw`(?:\\{0,3}/|(?:\\{1,3}(?:u00|x)|%(?:25)*)2f)`;
/** A link may stand inside another one: whole, without its colon, or with everything escaped. */
const HOST = String.raw`https?(?::|%(?:25)*3a)?${SLASH}{1,2}(?:[a-z]+\.)?discord(?:app)?\.(?:com|net)`;

const THINGS = [
  String.raw`channels${SLASH}(?:\d+|(?:@|%(?:25)*40)me)(?:${SLASH}\d+){0,2}`,
  String.raw`events${SLASH}\d+(?:${SLASH}\d+)?`,
  String.raw`(?:ephemeral-)?attachments${SLASH}\d+${SLASH}\d+`,
  String.raw`(?:emojis|stickers|icons|role-icons|splashes|channel-icons|guilds)${SLASH}\d+`,
].join('|');

/**
 * Posts, videos and animations elsewhere that have numbers as long as ids. No other part of such a link
 * has room for an id.
 */
const ELSEWHERE = [
  String.raw`(?:twitter|x|fxtwitter|vxtwitter|fixupx|fixvx)\.com/(?:i/web|\w{1,15})/status/`,
  String.raw`tiktok\.com/@[\w.]{1,16}/video/`,
  String.raw`tenor\.com/(?:\w\w(?:-\w\w)?/)?view/(?:[\p{L}\d%_]{0,16}-){1,40}`,
].join('|');

const PICTURE = '(?:a_)?[0-9a-f]{32}(?![0-9a-f])';

/**
 * An id has 17 digits or more since February 2015, before Discord opened; a longer row of digits is
 * another number.
 */
const ID = String.raw`\d{17,20}(?!\d)`;
/**
 * A sign as links (`%40`, `%2540` within another one), JSON (`\u0022`) and logs (`\x22`) escape it: the
 * digits that it ends with are none of the id behind it.
 */
const ESCAPED_SIGN = String.raw`(?:%(?:25){0,4}[\da-f]{2}|\\u[\da-f]{4}|\\x[\da-f]{2})`;

/**
 * What holds ids that are no person's, up to the last of them: what follows is looked at anew. A
 * name in it that holds an id may be anything, and is looked at as any text. Nothing looks further
 * than a name is long: else a text of beginnings would be read to its end for each of them, and the
 * engine gives a search up that takes too long, without a word.
 */
const notPeople = [
  String.raw`<#\d+>`,
  String.raw`<@&\d+>`,
  String.raw`<a?:(?!\w{0,100}\d{17})\w{1,100}:\d+>`,
  String.raw`</(?![^:>]{0,100}\d{17})[-_'\p{L}\p{N} ]{1,100}:\d+>`,
  String.raw`<t:-?\d+(?::\w)?>`,
  String.raw`<id:[a-z-]{1,40}(?::\d+)?>`,
  // What computers make of a fraction: a row of as many digits as an id has.
  String.raw`(?<![\w.])0\.\d+`,
  `${HOST}${SLASH}(?:${THINGS})`,
  String.raw`https?://(?:www\.)?(?:${ELSEWHERE})\d+`,
  `${ESCAPED_SIGN}(?=${ID}|${PICTURE})`,
];

const PROFILES = String.raw`(?:guilds${SLASH}\d{1,20}${SLASH})?(?:users|avatars|banners)`;
const bareIds = [
  String.raw`(?<!\d)${ID}`,
  // Looks ahead before it looks back, which from every place in a text would take longer.
  `(?=${ID})(?<=${ESCAPED_SIGN})${ID}`,
  // In a link to a profile or a picture it is an id whatever its length.
  String.raw`(?<!\d)\d{1,20}(?!\d)(?<=discord(?:app)?\.(?:com|net)${SLASH}${PROFILES}${SLASH}\d+)`,
];

const PICTURES = '(?:avatars|banners)';

/** How Discord writes people into texts. */
export const personGrammar: PersonGrammar = {
  mention: String.raw`<@!?(?<mentioned>\d{1,20})>`,
  notPeople: notPeople.join('|'),
  bareId: bareIds.join('|'),
  picture: String.raw`${PICTURE}(?<=${SLASH}${PICTURES}${SLASH}(?:\d{1,20}${SLASH})?${PICTURE})`,
  // Ids are digits; before a picture stands a slash, perhaps an escaped one.
  trace: '[/%\\d]',
};
