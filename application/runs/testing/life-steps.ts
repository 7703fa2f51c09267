import fc from 'fast-check';

/** What befalls a community, each as often as its share of the whole. */
export const happeningShares = {
  post: 40,
  edit: 10,
  delete: 8,
  react: 20,
  unreact: 10,
  'open thread': 2,
  'open and archive thread': 1,
  'delete starter': 2,
  archive: 3,
  revive: 2,
  'reply after a year': 1,
  'open channel': 1,
  hide: 2,
  show: 3,
  remove: 1,
  'remove thread': 1,
} as const;

/** What the worker meets in an hour; in most nothing. */
export const workerShares = {
  clean: 60,
  absent: 4,
  cancelled: 4,
  stopped: 4,
  killed: 4,
  'calls unavailable': 6,
  'rate limited': 3,
  'taken over': 4,
  'changes meanwhile': 8,
  'one channel': 4,
  full: 1,
  'full, cancelled': 1,
  'tenant removed': 1,
  'tenant paused': 1,
  'bot removed': 2,
  'channel refused': 4,
  'texts withheld': 2,
  'clock behind': 2,
} as const;

export type HappeningKind = keyof typeof happeningShares;
export type WorkerLuck = keyof typeof workerShares;

/** Something that happens; the numbers say to what, whatever there is. */
export interface Happening {
  readonly kind: HappeningKind;
  readonly which: number;
  readonly whose: number;
}

/** An hour goes by, and a run is due at its end. */
export interface Hour {
  readonly kind: 'hour';
  readonly worker: WorkerLuck;
  /** When in the run the worker's luck turns, counted in what the run does. */
  readonly moment: number;
  /** What happens while the worker reads, where it is that luck. */
  readonly meanwhile: readonly Happening[];
}

export type Step = Happening | Hour;

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: oneOf(happeningShares),
  which: fc.nat(1_000),
  whose: fc.nat(1_000),
});
const hour: fc.Arbitrary<Hour> = fc.record({
  kind: fc.constant('hour'),
  worker: oneOf(workerShares),
  moment: fc.nat(80),
  meanwhile: fc.array(happening, { minLength: 1, maxLength: 4 }),
});

/** What happens in an hour, and the run at its end. */
const lifeOfAnHour: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(happening, { maxLength: 2, size: 'max' }), hour)
  .map(([happenings, end]) => [...happenings, end]);

/** The steps of up to so many hours. */
export function lifeSteps(hours: number): fc.Arbitrary<Step[]> {
  return fc.array(lifeOfAnHour, { maxLength: hours, size: 'max' }).map((lived) => lived.flat());
}

/** The steps of so many hours; the same seed gives the same ones. */
export function stepsFromSeed(seed: number, hours: number): Step[] {
  return fc.sample(lifeOfAnHour, { seed, numRuns: hours }).flat();
}

/** In a line each, to be read and to be lived again. */
export function describeSteps(steps: readonly Step[]): string {
  return steps.map((step) => JSON.stringify(step)).join('\n');
}

function oneOf<Kind extends string>(shares: Readonly<Record<Kind, number>>): fc.Arbitrary<Kind> {
  const kinds = Object.entries<number>(shares);
  return fc.oneof(
    ...kinds.map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Kind) })),
  );
}
