type Tell = (event: string, fields: Readonly<Record<string, string | number>>) => void;

/** Gets an event with its fields; `warn` what somebody should look at. */
export interface ServerLog {
  readonly info: Tell;
  readonly warn: Tell;
}
