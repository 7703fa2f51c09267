import { StoreUnavailableError } from '@annals/application';

/**
 * An error of the database, without the values that the driver puts into its own: those may be
 * somebody's message.
 */
export class StoreError extends Error {
  /** PostgreSQL's five characters, or the driver's own code. */
  readonly sqlState: string;

  constructor(sqlState: string, place: string) {
    super(`The database refused a statement (${sqlState}${place}).`);
    this.name = 'StoreError';
    this.sqlState = sqlState;
  }
}

/** Connection lost or refused, shutting down, out of resources, serialization failure, deadlock. */
const PASSING = /^(08|53|57P|40001|40P01|CONNECT|CONNECTION|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/;

/** Runs statements and gives their errors the store's own types. */
export async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return error;
  }
  if (PASSING.test(error.code)) {
    return new StoreUnavailableError(`The database is not available (${error.code}).`);
  }
  const name = (key: string) => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? `, ${value}` : '';
  };
  return new StoreError(error.code, name('table_name') + name('constraint_name'));
}
