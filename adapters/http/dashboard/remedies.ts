/** What a person can do about an error, by its code. */
const remedies: Readonly<Record<string, string>> = {
  unauthorized:
    'Make a new token in the platform’s developer portal, set it where Annals is started, and restart the worker.',
  bot_removed:
    'Use the invitation link that the doctor on the tenant’s page shows, then start a sync.',
  token_missing: 'Set it for the API and its workers, then restart Annals.',
  content_withheld:
    'Switch on the Message Content intent in the developer portal, then start a sync: it re-reads what came back blank.',
  unknown_platform: 'Add the platform’s plugin to PLATFORM_PLUGINS and restart Annals.',
  forbidden:
    'Let the bot read the channel and its history, or leave it as it is: what is not open to everyone is not archived.',
  gone: 'Nothing: the channel is no longer there. What was archived stays.',
  rate_limited: 'Nothing: the next run picks it up from there.',
  unavailable:
    'Nothing yet: the next run tries again. If it persists, check the platform’s status page.',
  unsupported: 'Nothing: the platform does not offer this. Everything else is stored.',
  store_unavailable: 'Check that PostgreSQL is running and has disk space; the next run goes on.',
  internal_error: 'Look in the log from that time; the next run goes on.',
  partial: 'The tenant’s page groups the errors and says what helps for each.',
  unreadable_message: 'Nothing: that message is left out, and all others are stored.',
};

/** What is said of a code that nobody has thought of. */
export const UNKNOWN = 'Look in the log from that time; the next run tries again.';

export function remedyFor(code: string): string {
  return remedies[code] ?? UNKNOWN;
}

/** A code as people read it: `bot_removed` is “Bot removed”. */
export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
