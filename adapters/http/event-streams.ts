import type { Clock } from '@annals/application';
import { EventStream } from './event-stream.ts';

/** Less than the time after which an idle connection is cut. */
const PING_EVERY_MS = 10_000;

/** The event streams of one server: kept alive, and ended with it. */
export class EventStreams {
  /** Each with whether its client may hear more: a key may be revoked, a tenant removed meanwhile. */
  readonly #open = new Map<EventStream, () => Promise<boolean>>();
  readonly #ended = new AbortController();

  constructor(clock: Clock) {
    const ping = async () => {
      await Promise.all([...this.#open].map(pingOrClose));
    };
    clock.repeat(PING_EVERY_MS, ping, this.#ended.signal);
  }

  /** A new stream, until its client may hear no more; it ends at once when the server is about to. */
  open(mayHear: () => Promise<boolean>): EventStream {
    const stream = new EventStream();
    this.#open.set(stream, mayHear);
    stream.closed.addEventListener('abort', () => this.#open.delete(stream));
    if (this.#ended.signal.aborted) stream.close();
    return stream;
  }

  close(): void {
    this.#ended.abort();
    for (const stream of this.#open.keys()) stream.close();
  }
}

/** A store that is away for a while ends no stream. */
async function pingOrClose([stream, mayHear]: readonly [
  EventStream,
  () => Promise<boolean>,
]): Promise<void> {
  if (await mayHear().catch(() => true)) stream.ping();
  else stream.close();
}
