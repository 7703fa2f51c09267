const SIGNED = /^https:\/\/(?:cdn\.discordapp\.com|media\.discordapp\.net)\//;

/**
 * A link to a file of Discord's without its signature, which expires and differs with every
 * answer; other links as they are.
 */
export function withoutSignature(url: string): string {
  if (!SIGNED.test(url)) return url;
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
