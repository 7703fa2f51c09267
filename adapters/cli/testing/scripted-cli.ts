import type { ApiRequest } from '../api/api-client.ts';
import type { Examiner } from '../api/examination.ts';
import type { ExitCode } from '../cli-error.ts';
import type { CliParts, Installation } from '../cli-parts.ts';
import type { Questions } from '../questions.ts';
import { runCommandLine } from '../run-command-line.ts';

/** What the API answers to `GET /api/tenants`, for instance: one after another, the last again. */
export type Script = Readonly<Record<string, readonly object[]>>;

export interface Told {
  readonly code: ExitCode;
  readonly output: string;
  readonly errors: string;
}

/** The answer that declines a request. */
export function declined(status: number, code: string, detail: string): Response {
  return Response.json({ code, detail }, { status });
}

/** The command line over an API that answers by a script. */
export class ScriptedCli {
  readonly requests: ApiRequest[] = [];
  /** Whether a verb asked for the worker of this process, and for how long it has one. */
  worker: 'none' | 'working' | 'done' = 'none';
  /** Whether it was said, each time when it was opened, that there must be one. */
  readonly workersWanted: boolean[] = [];
  readonly stopping: AbortController = new AbortController();
  readonly #script: Map<string, object[]>;
  readonly #parts: Partial<CliParts>;
  readonly #isLocal: boolean;

  constructor(
    script: Script,
    { isLocal = false, ...parts }: Partial<CliParts> & { readonly isLocal?: boolean } = {},
  ) {
    this.#script = new Map(Object.entries(script).map(([call, answers]) => [call, [...answers]]));
    this.#parts = parts;
    this.#isLocal = isLocal;
  }

  async run(...words: readonly string[]): Promise<Told> {
    let output = '';
    let errors = '';
    const code = await runCommandLine(words, {
      open: async (_, { worker }) => {
        this.workersWanted.push(worker);
        return this.#installation();
      },
      localExaminer: async () => null,
      migrate: async () => {},
      demo: async () => null,
      stopping: () => this.stopping.signal,
      questions: null,
      clock: { now: () => new Date('2026-03-01T12:00:00Z'), sleep: async () => {} },
      output: { write: (text) => (output += text) },
      errors: { write: (text) => (errors += text) },
      ...this.#parts,
    });
    return { code, output, errors };
  }

  #installation(): Installation {
    const withWorker = async <T>(during: () => Promise<T>) => {
      this.worker = 'working';
      const result = await during();
      this.worker = 'done';
      return result;
    };
    return {
      send: async (request) => this.#answer(request),
      withWorker: this.#isLocal ? withWorker : null,
    };
  }

  #answer(request: ApiRequest): Response {
    this.requests.push(request);
    const call = `${request.method} ${request.path.split('?')[0]}`;
    const answers = this.#script.get(call);
    if (answers === undefined) throw new Error(`The script has no answer to ${call}.`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  }
}

/** A person who answers every question with the first of these that is taken. */
export function personWhoSays(...answers: readonly string[]): Questions {
  return {
    async text(_, faultOf) {
      const taken = answers.find((answer) => faultOf(answer) === undefined);
      if (taken === undefined) throw new Error('No answer was taken.');
      return taken;
    },
  };
}

/** An examiner that finds nothing. */
export function examinerWithout(): Examiner {
  const nothing = async () => ({ verdict: 'fine' as const, service: [], communities: [] });
  return { examineEverything: nothing, examineTenant: async () => null, examineCommunity: nothing };
}
