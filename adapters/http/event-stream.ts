/** How soon a browser asks again after a stream broke off. */
const RETRY_AFTER_MS = 2_000;

const headers = {
  'content-type': 'text/event-stream',
  // nginx, and what is built on it, would else pass nothing on before it has some kilobytes.
  'x-accel-buffering': 'no',
};

/** One server-sent event. */
export interface StreamedEvent {
  /** Sent back by a client that resumes, as `Last-Event-ID`. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/**
 * A stream of server-sent events to one client. What a slow client has not taken yet is replaced
 * by what is newer of the same topic, so that nothing piles up.
 */
export class EventStream {
  readonly #waiting = new Map<string, string>();
  readonly #closed = new AbortController();
  #arrived: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  constructor() {
    // Sent at once, so that the client knows that it is connected.
    this.#add('', `retry: ${RETRY_AFTER_MS}\n\n`);
  }

  /** Aborted when the client has gone or `close` was called. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  send(topic: string, { id, type, data }: StreamedEvent): void {
    this.#add(topic, `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Shows the client, and whatever stands between, that the stream is alive. */
  ping(): void {
    this.#add('', ':\n\n');
  }

  /** Ends the stream after what is waiting. */
  close(): void {
    this.#closed.abort();
    this.#arrived.resolve();
  }

  response(): Response {
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          await this.#arrived.promise;
          for (const text of this.#take()) controller.enqueue(encoder.encode(text));
          if (this.closed.aborted) controller.close();
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers });
  }

  #add(topic: string, text: string): void {
    if (this.closed.aborted) return;
    this.#waiting.set(topic, text);
    this.#arrived.resolve();
  }

  #take(): string[] {
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    if (!this.closed.aborted) this.#arrived = Promise.withResolvers<void>();
    return taken;
  }
}
