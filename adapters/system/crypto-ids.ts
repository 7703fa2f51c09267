import { randomBytes } from 'node:crypto';
import type { IdSource } from '@annals/application';

/** Ids and secrets from the operating system's random numbers. */
export class CryptoIds implements IdSource {
  uuid(): string {
    // Bun counts within a millisecond, so ids of one process sort in the order they were made.
    return Bun.randomUUIDv7();
  }

  secret(): string {
    return randomBytes(32).toString('base64url');
  }
}
