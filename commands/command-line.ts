import { randomBytes } from 'node:crypto';
import {
  type ApiRequest,
  CliError,
  type CliParts,
  createClackQuestions,
  describeError,
  type Examiner,
  type ExitCode,
  type Installation,
  runCommandLine,
  type ServerOptions,
} from '@annals/cli';
import { EmbeddedPostgresError } from '@annals/embedded';
import { installationView } from '@annals/http';
import { SystemClock } from '@annals/system';
import { MigrationRefusedError } from '../composition/migrate-database.ts';
import { Composition } from '../composition.ts';
import { configure, type Needs, reasonGiven } from '../config/configure.ts';
import {
  askThisMachineDirectly,
  ConfigError,
  keySigns,
  processEnvironment,
  readServerAddress,
  type ServerAddress,
} from '../config.ts';
import { startWorker } from '../roles.ts';
import { stopRequested, stopRequestedOrTerminalClosed } from './serve-role.ts';

const STOPPED = { code: 'stopped', exitCode: 1, next: null } as const;
/** How long an answer is still waited for once the process was asked to stop. */
const LAST_ANSWER_MS = 3_000;

/** One verb of the command line: over a server's API, or over the same API within this process. */
export async function runAnnals(words: readonly string[]): Promise<ExitCode> {
  await using here = new Here();
  const { stdin, stdout, stderr } = process;
  const leaving = new AbortController();
  stdout.on('error', (error) => tellUnwritten(error, words.includes('--json')));
  // What completes words prints so, and Bun's own way tells nobody what could not be written.
  console.log = (text: string) => stdout.write(`${text}\n`);
  // Of this one nobody could be told.
  stderr.on('error', () => {});
  const parts: CliParts = {
    async open(options, { worker }) {
      const server = serverOf(options);
      return server === null
        ? await openLocal(here, { needsPlatforms: worker })
        : openRemote(server, leaving.signal);
    },
    async localExaminer(options) {
      if (serverOf(options) !== null) return null;
      const needs = { needsPlatforms: false, servers: 'are not tried' } as const;
      return examinerOf(await here.compose(needs), here);
    },
    async migrate(options) {
      if (serverOf(options) !== null) throw notOverThere();
      const composition = await here.compose({ needsPlatforms: false });
      await here.untilStopped(composition.database()).catch(tellWhyNot);
    },
    async demo(options) {
      const { runDemo } = await import('./demo.ts');
      askThisMachineDirectly();
      return await runDemo({ ...options, stopRequested: stopRequestedOrTerminalClosed });
    },
    stopping() {
      here.isFollowed = true;
      const stopping = new AbortController();
      void stopRequested().then(() => {
        stopping.abort();
        setTimeout(() => leaving.abort(), LAST_ANSWER_MS).unref();
      });
      return stopping.signal;
    },
    questions:
      stdin.isTTY && stderr.isTTY ? createClackQuestions(stdin, stderr, here.stopping) : null,
    clock: new SystemClock(),
    ...{ output: stdout, errors: stderr },
  };
  return await runCommandLine(words, parts);
}

/**
 * Who reads no further, as `head` does, has heard enough. A disk that is full has not: what was asked for
 * is done all the same, and the command has failed.
 */
function tellUnwritten({ code }: NodeJS.ErrnoException, asJson: boolean): void {
  if (code === 'EPIPE') return;
  const message = `The answer could not be written.${reasonGiven(code ?? null)}`;
  const error = new CliError(message, { code: 'answer_not_written', exitCode: 1, next: null });
  process.stderr.write(describeError(error, asJson));
  process.once('exit', () => {
    process.exitCode = error.details.exitCode;
  });
}

function serverOf(options: ServerOptions): ServerAddress | null {
  try {
    return readServerAddress(processEnvironment(), options);
  } catch (error) {
    throw wrongEnvironment(error);
  }
}

/** What is wrong with the environment, as the command line tells it; every other error as it is. */
function wrongEnvironment(error: unknown): unknown {
  if (!(error instanceof ConfigError)) return error;
  const message = error.faults.join('\n');
  return new CliError(message, { code: 'wrong_environment', exitCode: 2, next: null });
}

/** For what an installation cannot be worked on with: to programs it is an error like any other. */
function tellWhyNot(error: unknown): never {
  if (!(error instanceof MigrationRefusedError || error instanceof EmbeddedPostgresError))
    throw error;
  throw new CliError(error.message, { code: 'cannot_start', exitCode: 1, next: null });
}

function notOverThere(): CliError {
  return new CliError('The tables of a server are brought up to date where it runs.', {
    ...{ code: 'wrong_usage', exitCode: 2 },
    next: 'Every start does so by itself; by hand, run it there, without ANNALS_URL and --url.',
  });
}

/** `leaving`: from then on no answer is waited for. */
function openRemote({ url, key }: ServerAddress, leaving: AbortSignal): Installation {
  if (!keySigns.test(key)) {
    throw new CliError('The key has a sign that no key of Annals has.', {
      ...{ code: 'wrong_environment', exitCode: 2 },
      next: 'Check ANNALS_KEY or --key.',
    });
  }
  return {
    async send(request) {
      try {
        // Followed, a POST would become a GET, and go on without its key.
        const init = { redirect: 'manual', signal: leaving } as const;
        return await fetch(requestTo(url, key, request), init);
      } catch (error) {
        throw new CliError(`${url} does not answer.${reasonGiven(codeOf(error))}`, {
          ...{ code: 'server_unreachable', exitCode: 2 },
          next: 'Check ANNALS_URL or --url, and whether Annals runs there.',
        });
      }
    },
    withWorker: null,
  };
}

/** A certificate that is not trusted is mended elsewhere than a wrong address. */
function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** The API without a port, asked with a key that only this process knows. */
async function openLocal(here: Here, needs: Needs): Promise<Installation> {
  const adminApiKey = randomBytes(32).toString('base64url');
  const composition = await here.compose(needs, { adminApiKey });
  const server = await here.untilStopped(composition.httpServer()).catch(tellWhyNot);
  here.opened.defer(() => server.close());
  // Before anything is queued: what this process may not execute would wait for nobody.
  if (needs.needsPlatforms) {
    await here.untilStopped(composition.assertHashKey()).catch((error: unknown) => {
      throw wrongEnvironment(error);
    });
  }
  return {
    send: (request) =>
      here.untilStopped(server.answer(requestTo('http://localhost', adminApiKey, request))),
    async withWorker(during) {
      await using _worker = await startWorker(composition);
      return await during();
    },
  };
}

/** What a command has opened on this machine, all of which is closed when it ends. */
class Here implements AsyncDisposable {
  readonly opened: AsyncDisposableStack = new AsyncDisposableStack();
  readonly #stopped = Promise.withResolvers<never>();
  readonly #stopping = new AbortController();
  /** Whether a run is followed, which has an end of its own when the process is asked to stop. */
  isFollowed = false;

  /** Aborted when what is done here is stopped. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  async compose(
    needs: Needs,
    changes: { readonly adminApiKey?: string } = {},
  ): Promise<Composition> {
    const environment = { ...processEnvironment(), LOG_LEVEL: 'error' };
    const { config, plugins } = await configure(environment, needs).catch((error: unknown) => {
      throw wrongEnvironment(error);
    });
    // Nothing need be under way.
    this.#stopped.promise.catch(() => {});
    void stopRequested().then(() => {
      if (this.isFollowed) return;
      this.#stopping.abort();
      this.#stopped.reject(new CliError('It was stopped before it was done.', STOPPED));
    });
    // Standard output belongs to answers.
    const options = { limitsTriggers: false, log: process.stderr };
    return this.opened.use(new Composition({ ...config, ...changes }, plugins, options));
  }

  /**
   * Waits for `work` no longer than until the process is asked to stop: a signal that ended it at once
   * would leave the built-in PostgreSQL running, for nobody.
   */
  async untilStopped<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#stopped.promise]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.opened.disposeAsync();
    // What is under way would keep the process for as long as a platform may take to answer.
    if (this.stopping.aborted) process.exit(STOPPED.exitCode);
  }
}

function examinerOf(composition: Composition, here: Here): Examiner {
  const doctor = composition.doctor();
  return {
    examineEverything: async () => installationView(await here.untilStopped(doctor.examineAll())),
    async examineTenant(idOrSlug) {
      const report = await here.untilStopped(doctor.examineNamed(idOrSlug));
      return report && installationView(report);
    },
    examineCommunity: async (named) =>
      installationView(await here.untilStopped(doctor.examine(named))),
  };
}

function requestTo(url: string, key: string, { method, path, body }: ApiRequest): Request {
  return new Request(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
