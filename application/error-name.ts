/** What a log may say of anything that was thrown: messages may hold what they are about. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
