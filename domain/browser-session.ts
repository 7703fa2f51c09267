/**
 * A browser that was signed in with an API key. Its token is told once, to the browser; only its
 * hash is kept, so that whoever reads the table cannot go on with somebody's session.
 */
export interface BrowserSession {
  /** Lower-case hex SHA-256 of the whole token. */
  readonly tokenHash: string;
  /** The hash of the key that it speaks for: it is worth what that key is worth. */
  readonly keyHash: string;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}
