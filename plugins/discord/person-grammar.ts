import type { PersonGrammar } from '@annals/domain';

const HOST = String.raw`https?://(?:[a-z]+\.)?discord(?:app)?\.(?:com|net)`;

/** What holds ids that are no person's, up to the last of them: what follows is looked at anew. */
const notPeople = [
  String.raw`<#\d+>`,
  String.raw`<@&\d+>`,
  String.raw`<a?:\w+:\d+>`,
  String.raw`</[^:>\n]{1,100}:\d+>`,
  String.raw`<t:-?\d+(?::\w)?>`,
  String.raw`<id:[^>\n]{1,100}>`,
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
