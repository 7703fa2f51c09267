import type { Random } from '@annals/plugin-discord/simulator';

/** Where the queue lives. */
export type QueueServer = 'PostgreSQL' | 'Redis';

/** What one try of a fault came to, once the fault was gone and one more run was made. */
export interface Attempt {
  /** Where the queue lived; none where it has no part in this. */
  readonly queues: readonly QueueServer[];
  /** Whether the fault came about before the run was over. */
  readonly isMet: boolean;
  /** What the runs that met the fault ended as. */
  readonly endings: readonly string[];
  /** Rows of the truth that are not in the tables. */
  readonly lost: number;
  /** Rows in the tables beyond the truth, and messages counted as new more often than once. */
  readonly twice: number;
  /** Arrivals at the simulated Discord within any one second. */
  readonly mostInASecond: number;
  /** Answers 401, 403 and 429; a try takes less than the ten minutes in which Discord counts them. */
  readonly refusals: number;
}

export const bothQueues: readonly QueueServer[] = ['PostgreSQL', 'Redis'];

/** One row of the table. `Place` is what its tries share: servers, mostly. */
export interface Fault<Place> {
  readonly name: string;
  readonly tries: number;
  /** Which its tries meet: both, unless it is about one. */
  readonly queues?: readonly QueueServer[];
  /** Requests in a second that Bun may add by itself: see where it is said. None unless told. */
  readonly sentAgain?: number;
  attempt(place: Place, random: Random): Promise<Attempt>;
}

export interface FaultGroup<Place extends AsyncDisposable = AsyncDisposable> {
  readonly name: string;
  /** The tries of a fault share nothing and mostly wait: they are made at once. */
  readonly isSideBySide?: boolean;
  open(): Promise<Place>;
  readonly faults: readonly Fault<Place>[];
}

/** All tries of a fault together. */
export interface FaultFigures extends Omit<Attempt, 'endings' | 'isMet'> {
  readonly group: string;
  readonly fault: string;
  readonly tries: number;
  /** Tries in which the fault came about. */
  readonly met: number;
  /** How often each ending was seen. */
  readonly endings: ReadonlyMap<string, number>;
}

export function figuresOf(
  group: string,
  fault: string,
  attempts: readonly Attempt[],
): FaultFigures {
  const endings = new Map<string, number>();
  for (const ending of attempts.flatMap((attempt) => attempt.endings)) {
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  const queues = new Set(attempts.flatMap((attempt) => attempt.queues));
  const sum = (of: (attempt: Attempt) => number) =>
    attempts.reduce((total, attempt) => total + of(attempt), 0);
  const most = (of: (attempt: Attempt) => number) => Math.max(0, ...attempts.map(of));
  return {
    ...{ group, fault, tries: attempts.length, endings, queues: [...queues].sort() },
    met: attempts.filter(({ isMet }) => isMet).length,
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    mostInASecond: most(({ mostInASecond }) => mostInASecond),
    refusals: most(({ refusals }) => refusals),
  };
}
