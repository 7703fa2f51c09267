import type { LogFields } from '@annals/application';

/**
 * What of an error may be logged: its name and its code. Texts of drivers name addresses and
 * users, and those of handlers may hold what people wrote.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'unknown', code: null };
  const code = codeOf(error) ?? codeOf(error.cause) ?? codeOfRedis(error);
  return { error: error.name, code };
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** The first word of a refusal is Redis' code for it. */
function codeOfRedis({ name, message }: Error): string | null {
  return name === 'ReplyError' ? (/^[A-Z]+(?= )/.exec(message)?.[0] ?? null) : null;
}
