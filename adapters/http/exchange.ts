import type { KeyHolder } from '@annals/application';

/** What is known of one request while it is being answered. */
export interface Exchange {
  readonly requestId: string;
  /** Null until a key was shown that is good. */
  caller: KeyHolder | null;
  /** What nobody foresaw, for the log. */
  fault: unknown;
}

/** The exchanges of one server. */
export class Exchanges {
  readonly #open = new WeakMap<Request, Exchange>();

  open(request: Request, requestId: string): Exchange {
    const exchange: Exchange = { requestId, caller: null, fault: null };
    this.#open.set(request, exchange);
    return exchange;
  }

  of(request: Request): Exchange {
    const exchange = this.#open.get(request);
    if (exchange === undefined) throw new Error('The request was not opened here.');
    return exchange;
  }
}
