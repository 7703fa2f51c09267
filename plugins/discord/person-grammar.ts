import type { PersonGrammar } from '@annals/domain';

const HOST = String.raw`https?://(?:[a-z]+\.)?discord(?:app)?\.(?:com|net)`;

/**
 * What holds ids that are no person's, up to the last of them: what follows is looked at anew. A
 * name in it that holds an id may be anything, and is looked at as any text.
 */
const notPeople = [
  String.raw`<#\d+>`,
  String.raw`<@&\d+>`,
  String.raw`<a?:(?!\w*\d{17})\w+:\d+>`,
  String.raw`</(?![^:>]*\d{17})[-_'\p{L}\p{N} ]{1,100}:\d+>`,
  String.raw`<t:-?\d+(?::\w)?>`,
  String.raw`<id:[a-z-]{1,40}(?::\d+)?>`,
  String.raw`${HOST}/channels/(?:\d+|@me)(?:/\d+){0,2}`,
  String.raw`${HOST}/(?:ephemeral-)?attachments/\d+/\d+`,
  String.raw`${HOST}/(?:emojis|stickers|icons|role-icons|app-icons|splashes|channel-icons|guilds)/\d+`,
];

/** How Discord writes people into texts; ids have 17 digits or more since its first year. */
export const personGrammar: PersonGrammar = {
  mention: String.raw`<@!?(?<mentioned>\d{1,20})>`,
  notPeople: notPeople.join('|'),
  bareId: String.raw`(?<!\d)\d{17,20}(?!\d)`,
};
