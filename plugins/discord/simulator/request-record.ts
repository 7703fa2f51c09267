/** One request as the server saw it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Below the version: `/channels/1234/messages`; in full when the version is none that is served. */
  readonly path: string;
  /** `GET /channels/{channel}/messages`; `GET (unknown)` when no route fits. */
  readonly template: string;
  readonly query: Readonly<Record<string, string>>;
}

export interface RecordedRequest extends SimulatedRequest {
  /** Null when the connection was closed without an answer. */
  readonly status: number | null;
}

/** Every request that was answered, in the order of the answers. */
export class RequestRecord {
  #requests: RecordedRequest[] = [];

  get total(): number {
    return this.#requests.length;
  }

  count(template: string): number {
    return this.of(template).length;
  }

  of(template: string): readonly RecordedRequest[] {
    return this.#requests.filter((request) => request.template === template);
  }

  all(): readonly RecordedRequest[] {
    return [...this.#requests];
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
  }

  reset(): void {
    this.#requests = [];
  }
}
