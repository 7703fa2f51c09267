import type { Call } from '../call.ts';

export interface Route {
  /** `GET /channels/{channel}/messages`: every `{…}` is one segment of the path. */
  readonly template: string;
  /** What the answer's body holds, as JSON; throws a Refusal. */
  answer(call: Call): unknown;
}
