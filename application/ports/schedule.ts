/** When rounds are due. */
export interface Schedule {
  /** The latest round at or before `at`; null when there was none. */
  previous(at: Date): Date | null;
  /** The first round after `at`; null when there will be none. */
  next(at: Date): Date | null;
}
