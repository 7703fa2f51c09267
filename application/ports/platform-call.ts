/** What one call costs, counted for the run that made it. */
export interface TrafficMeter {
  /** One request was sent, whatever its answer. */
  requestSent(): void;
  /** A call was held back for this many milliseconds by the platform's rate limits. */
  rateLimitWaited(ms: number): void;
}

/** Comes with every call to the platform. */
export interface PlatformCall {
  /** Aborted when nobody wants the answer any more; the call then rejects with its reason. */
  readonly signal: AbortSignal;
  readonly meter: TrafficMeter;
}
