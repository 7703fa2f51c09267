/** What stands in the place of a secret. */
const SECRET_MARK = '[secret]';

/** Gives a text without any of the secrets, in the clear or as they look in a URL. */
export type Scrubber = (text: string) => string;

export function secretScrubber(secrets: readonly string[]): Scrubber {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]);
  const known = [...new Set(forms)].filter((form) => form !== '');
  if (known.length === 0) return (text) => text;
  // The longest first, so that a secret which begins with another one goes whole.
  const alternatives = known.toSorted((a, b) => b.length - a.length).map(RegExp.escape);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(pattern, SECRET_MARK);
}
