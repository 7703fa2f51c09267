/** What a person can do about an error, by its code. */
const remedies: Readonly<Record<string, string>> = {
  unauthorized:
    'Make a new token in the platform’s developer portal, set it where Annals is started, and restart the worker.',
  bot_removed:
    'Invite the bot to the community again, then start a sync. The doctor on the tenant’s page has the link.',
  token_missing: 'Set it, for the API and its workers alike, and start Annals again.',
  content_withheld:
    'Switch on the Message Content intent in the developer portal, then start a sync: it reads again what came blank.',
  unknown_platform: 'Add the platform’s plugin to PLATFORM_PLUGINS and restart Annals.',
  forbidden:
    'Give the bot View Channels and Read Message History there, or leave it: what @everyone may not read is not archived.',
  gone: 'Nothing: the channel is no longer there. What was archived stays.',
  rate_limited: 'Nothing: the next run goes on where this one stopped.',
  unavailable:
    'Nothing yet: the next run tries again. When it stays, look at the platform’s status page.',
  unsupported: 'Nothing: the platform does not tell this. All else is stored.',
  store_unavailable: 'See that PostgreSQL runs and has room; the next run goes on.',
  internal_error: 'Look into the log of that time; the next run goes on.',
  partial: 'The tenant’s page groups the errors and says what helps for each.',
  unreadable_message: 'Nothing: the message is left out, the others of its page are stored.',
};

/** What is said of a code that nobody has thought of. */
export const UNKNOWN = 'Look into the log of that time; the next run tries again.';

export function remedyFor(code: string): string {
  return remedies[code] ?? UNKNOWN;
}

/** A code as people read it: `bot_removed` is “Bot removed”. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
