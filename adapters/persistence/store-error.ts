import { StoreUnavailableError } from '@annals/application';

/**
 * The database refused a statement. Says which rule was broken and where, never with what: the
 * driver's own errors carry parameters and rows, which may be somebody's message, so that nothing
 * of them is kept.
 */
export class StoreError extends Error {
  /** PostgreSQL's five characters (SQLSTATE), or the driver's own: logs show an error's `code`. */
  readonly code: string;
  /** Null when the error is not about one table, or one constraint. */
  readonly table: string | null;
  readonly constraint: string | null;

  constructor(code: string, reason: string, place: Partial<Place> = {}) {
    const { table = null, constraint = null } = place;
    const where = [code, table, constraint].filter((part) => part !== null).join(', ');
    super(`${reason} (${where})`);
    this.name = 'StoreError';
    this.code = code;
    this.table = table;
    this.constraint = constraint;
  }
}

interface Place {
  readonly table: string | null;
  readonly constraint: string | null;
}

/**
 * Connection lost or refused, out of resources, shutting down, serialization failure, deadlock, a lock
 * that others hold or whatever else made a statement take too long, and a server that only reads.
 */
const PASSING = /^(08|53|55P03|57014|57P0[1235]|25P0[34]|40001|40P01|25006)/;
/** Told to whoever connects: the server cannot let anybody in, on a full disk for instance. */
const LETS_NOBODY_IN = /^(58|XX)/;
/** It is a replica, or was kept from writing when the connection was made. */
const ONLY_READS = '25006';

const NO_PLACE = '53300';
const DISK_FULL = '53100';
const LOCKED = '55P03';
const CANCELED = '57014';

/** Why the database is not available, where that tells somebody what to do. */
const REASONS: Readonly<Record<string, string>> = {
  [NO_PLACE]: 'The database lets in no more connections.',
  [DISK_FULL]: 'The disk of the database is full.',
  [LOCKED]: 'Somebody else locks tables of the database for longer than its lock_timeout allows.',
  [CANCELED]:
    'The database ended a statement that took longer than its statement_timeout allows, or that somebody cancelled.',
  [ONLY_READS]: 'The database takes no writes.',
};

/** What the driver, the system and the runtime call a connection that is not there. */
const NOT_CONNECTED = /^(CONNECTION_|CONNECT_TIMEOUT$|E(?!RR_)[A-Z_]+$|ERR_SOCKET_|ERR_STREAM_)/;

/** Texts that PostgreSQL cannot hold, in a plain parameter and inside JSON. */
const UNSTORABLE_TEXT = /^(22021|22P05)$/;

/** The store's own error in place of the driver's; its own again as it is. */
export function storeErrorOf(error: unknown): StoreError | StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  const code = field(error, 'code') ?? 'no code';
  const severity = field(error, 'severity');
  const isServers = severity !== null;
  const isPassing =
    (isServers ? PASSING : NOT_CONNECTED).test(code) ||
    (severity === 'FATAL' && LETS_NOBODY_IN.test(code));
  if (isPassing) {
    return new StoreUnavailableError(REASONS[code] ?? `The database is not available (${code}).`, {
      // Of the driver's error no more than that: a full disk is told from a lost connection.
      cause: { code },
    });
  }
  const place = { table: field(error, 'table_name'), constraint: field(error, 'constraint_name') };
  return new StoreError(code, reasonOf(code, error, isServers), place);
}

/** Whether the server would have let one in, had there been fewer connections of all, or of this user. */
export function lacksPlace(error: unknown): boolean {
  return codeOf(error) === NO_PLACE;
}

export function isFull(error: unknown): boolean {
  return codeOf(error) === DISK_FULL;
}

/** What the server, the driver or the system called an error of the store; null where none did. */
export function codeOf(error: unknown): string | null {
  if (error instanceof StoreError) return error.code;
  return error instanceof StoreUnavailableError ? field(error.cause, 'code') : null;
}

/** Whether the server ends the connection with this error, or would answer all writes with it. */
export function endsConnection(error: unknown): boolean {
  const [severity, code] = [field(error, 'severity'), field(error, 'code') ?? ''];
  if (severity === null) return NOT_CONNECTED.test(code);
  return severity === 'FATAL' || severity === 'PANIC' || code === ONLY_READS;
}

function reasonOf(code: string, error: unknown, isServers: boolean): string {
  if (UNSTORABLE_TEXT.test(code)) {
    return 'A text holds a character that PostgreSQL cannot store, U+0000 for instance';
  }
  // Class 42 is about the statement's own words: tables and columns, never a value.
  if (isServers && code.startsWith('42')) return `A statement is wrong: ${field(error, 'message')}`;
  const what = error instanceof Error && !isServers ? `, ${error.name}` : '';
  return `The database refused a statement${what}`;
}

function field(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
