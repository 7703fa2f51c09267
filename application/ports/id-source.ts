/** Where new identifiers and secrets come from. */
export interface IdSource {
  /** A UUID in its canonical text; later ones sort after earlier ones (version 7). */
  uuid(): string;
  /** An unguessable text of at least 32 random bytes, safe in a header and a URL. */
  secret(): string;
}
