/** What a log may say of anything that was thrown: messages may hold what they are about. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * Where it was thrown, one frame a line, and nothing of its message; null when it does not say.
 * A message stands before the frames, and lines of its own may look like them.
 */
export function errorFrames(error: unknown): string | null {
  if (!(error instanceof Error) || error.stack === undefined) return null;
  const { message, stack } = error;
  const start = stack.indexOf(message);
  if (start < 0) return null;
  return (
    stack
      .slice(start + message.length)
      .match(/^ +at .*$/gm)
      ?.join('\n') ?? null
  );
}
