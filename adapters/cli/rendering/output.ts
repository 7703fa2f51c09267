/** Where text goes: `process.stdout`, for instance. */
export interface Output {
  readonly isTTY?: boolean;
  /** Of the terminal, in characters. */
  readonly columns?: number;
  /** Whether the terminal shows colours and its owner wants them. */
  hasColors?(): boolean;
  write(text: string): unknown;
}
