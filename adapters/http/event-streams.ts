import type { Clock } from '@annals/application';
import { EventStream } from './event-stream.ts';

/** Less than the time after which an idle connection is cut. */
const PING_EVERY_MS = 10_000;

/** The event streams of one server: kept alive, and ended with it. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  readonly #ended = new AbortController();

  constructor(clock: Clock) {
    const ping = async () => {
      for (const stream of this.#open) stream.ping();
    };
    clock.repeat(PING_EVERY_MS, ping, this.#ended.signal);
  }

  /** A new stream; one that ends at once when the server is about to. */
  open(): EventStream {
    const stream = new EventStream();
    this.#open.add(stream);
    stream.closed.addEventListener('abort', () => this.#open.delete(stream));
    if (this.#ended.signal.aborted) stream.close();
    return stream;
  }

  close(): void {
    this.#ended.abort();
    for (const stream of this.#open) stream.close();
  }
}
