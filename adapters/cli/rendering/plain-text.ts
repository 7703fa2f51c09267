/**
 * What other people chose (names of channels, for instance) must not steer the terminal that shows
 * it: control characters become spaces.
 */
export function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
