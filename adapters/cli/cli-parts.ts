import type { Clock } from '@annals/application';
import type { RunStatus } from '@annals/domain';
import type { SendRequest } from './api/api-client.ts';
import type { Examiner } from './api/examination.ts';
import type { Questions } from './questions.ts';
import type { Output } from './rendering/output.ts';

/** As the options say; null where the environment decides. */
export interface ServerOptions {
  readonly url: string | null;
  readonly key: string | null;
}

/** What the command line needs of the rest. */
export interface CliParts {
  /** The API of the server that is named, or of this machine's own installation. */
  open(server: ServerOptions, needs: { readonly worker: boolean }): Promise<Installation>;
  /** Looks at this machine's installation, whatever is missing; null when a server is named. */
  localExaminer(server: ServerOptions): Promise<Examiner | null>;
  /** Brings the tables up to date. Throws `CliError` when a server is named. */
  migrate(server: ServerOptions): Promise<void>;
  /**
   * Shows all of it on a simulated guild, in words on `shown`. Its first sync as the API gives it;
   * null when it was stopped before that had ended.
   */
  demo(options: {
    readonly keep: boolean;
    readonly shown: Output;
  }): Promise<{ readonly status: RunStatus } | null>;
  /** From the first call on, a first signal to stop aborts it in place of the process. */
  stopping(): AbortSignal;
  /** Null where nobody sits who could answer. */
  readonly questions: Questions | null;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly output: Output;
  readonly errors: Output;
}

export interface Installation {
  readonly send: SendRequest;
  /**
   * Executes queued runs in this process for as long as `during` takes; null for a server, which
   * has workers of its own. Only where the opener said that it needs one.
   */
  readonly withWorker: (<T>(during: () => Promise<T>) => Promise<T>) | null;
}
