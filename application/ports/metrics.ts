import type { RunEnding, RunTrigger } from '@annals/domain';

export interface AnsweredRequest {
  /** The kind of request, without any id: `GET /channels/{channel}/messages`. */
  readonly route: string;
  /** As in HTTP; null when there was no usable answer. */
  readonly status: number | null;
}

/** What the service counts for its operators. No id of anything goes in. */
export interface Metrics {
  runFinished(run: {
    readonly platform: string;
    readonly trigger: RunTrigger;
    readonly status: RunEnding;
    /** Since its first start, in milliseconds. */
    readonly durationMs: number;
  }): void;
  /** One transaction of messages that were new or changed, and how long it took in milliseconds. */
  batchStored(batch: { readonly messages: number; readonly durationMs: number }): void;
  /** One request to a platform was answered, or was not. */
  requestAnswered(platform: string, request: AnsweredRequest): void;
}
