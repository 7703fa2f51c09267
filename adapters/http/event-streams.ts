import type { Clock } from '@annals/application';
import { EventStream } from './event-stream.ts';

/** Less than the time after which an idle connection is cut. */
const PING_EVERY_MS = 10_000;

/** Whom a stream is for. */
export interface Audience {
  /** The same for all to whom the same answer is due. */
  readonly id: string;
  /** Whether they may hear more: a key may be revoked, a tenant removed meanwhile. */
  readonly mayHear: () => Promise<boolean>;
}

/** The event streams of one server: kept alive, and ended with it. */
export class EventStreams {
  readonly #open = new Map<EventStream, Audience>();
  readonly #ended = new AbortController();

  constructor(clock: Clock) {
    clock.repeat(PING_EVERY_MS, () => this.#pingOrClose(), this.#ended.signal);
  }

  /** A new stream, until its client may hear no more; it ends at once when the server is about to. */
  open(audience: Audience): EventStream {
    const stream = new EventStream();
    this.#open.set(stream, audience);
    stream.closed.addEventListener('abort', () => this.#open.delete(stream));
    if (this.#ended.signal.aborted) stream.close();
    return stream;
  }

  close(): void {
    this.#ended.abort();
    for (const stream of this.#open.keys()) stream.close();
  }

  /** Asks once of each audience, however many streams it has. */
  async #pingOrClose(): Promise<void> {
    const answers = new Map<string, Promise<boolean>>();
    const look = async ([stream, { id, mayHear }]: readonly [EventStream, Audience]) => {
      // A store that is away for a while ends no stream.
      const answer = answers.get(id) ?? mayHear().catch(() => true);
      answers.set(id, answer);
      if (await answer) stream.ping();
      else stream.close();
    };
    await Promise.all([...this.#open].map(look));
  }
}
