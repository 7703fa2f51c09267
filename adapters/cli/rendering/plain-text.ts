/**
 * What other people chose (names of channels, for instance) must not steer the terminal that shows
 * it: control characters become spaces, and so does what changes the direction of all that follows.
 */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
