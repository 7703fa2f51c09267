import { errorName, type LogFields } from '@annals/application';

/** Redis' words for a wrong password or a missing right, and those for a certificate that nobody trusts. */
const REFUSALS = /^(WRONGPASS|NOAUTH|NOPERM)$|CERT|^UNABLE_TO_VERIFY_/;

/**
 * What of an error may be logged: its name and its code. Texts of drivers name addresses and
 * users, and those of handlers may hold what people wrote.
 */
export function errorFields(error: unknown): LogFields {
  return { error: errorName(error), code: codeOf(error) };
}

/** What the server, the driver or the system calls an error; null where none does. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return ownCode(error) ?? ownCode(error.cause) ?? codeOfRedis(error);
}

/** Whether a server is there and lets nobody in like this: that does not get better by waiting. */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.test(codeOf(error) ?? '');
}

function ownCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** The first word of a refusal is Redis' code for it. */
function codeOfRedis({ name, message }: Error): string | null {
  return name === 'ReplyError' ? (/^[A-Z]+(?= )/.exec(message)?.[0] ?? null) : null;
}
