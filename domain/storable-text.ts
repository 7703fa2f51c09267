/**
 * The text with what PostgreSQL cannot hold (U+0000 and lone surrogates) as U+FFFD.
 * Text that is storable already comes back as it is.
 */
export function storableText(text: string): string {
  if (text.isWellFormed() && !text.includes('\u0000')) return text;
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}
