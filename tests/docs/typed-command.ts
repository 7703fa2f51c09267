import { onceThisProcessEnds } from '../stop-with-this-process.ts';

export interface CommandEnd {
  readonly code: number;
  /** Everything that it wrote. */
  readonly shown: string;
}

/** A command as somebody types it: Ctrl-C reaches it with all that it has started. */
export class TypedCommand implements AsyncDisposable {
  readonly #process: Bun.Subprocess<'pipe', 'pipe', 'pipe'>;
  readonly #drained: Promise<unknown>;
  readonly #watcher: Bun.Subprocess;
  #shown = '';
  #news = Promise.withResolvers<void>();
  #isOver = false;

  constructor(
    command: string,
    place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.#process = Bun.spawn(['setsid', 'bash', '--norc', '-ec', command], {
      ...{ cwd: place.cwd, env: { ...place.env } },
      ...{ stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' },
    });
    // A test that takes too long is not told so.
    this.#watcher = onceThisProcessEnds('kill -KILL -- "-$1"', String(this.#process.pid));
    const { stdout, stderr } = this.#process;
    this.#drained = Promise.all([this.#read(stdout), this.#read(stderr)]).then(() => {
      this.#isOver = true;
      this.#watcher.kill('SIGKILL');
      this.#news.resolve();
    });
  }

  /** Waits until it has written this; throws when it ends before. */
  async shows(wanted: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const news = this.#news.promise;
      const found = wanted.exec(this.#shown);
      if (found !== null) return found;
      if (this.#isOver) throw new Error(`It ended without ${wanted}:\n${this.#shown}`);
      await news;
    }
  }

  async type(text: string): Promise<void> {
    this.#process.stdin.write(text);
    await this.#process.stdin.flush();
  }

  /** Ctrl-C; resolves when nothing of it runs any more. */
  async interrupt(): Promise<CommandEnd> {
    process.kill(-this.#process.pid, 'SIGINT');
    return await this.ended();
  }

  /** Its terminal is closed; resolves as above. */
  async hangUp(): Promise<CommandEnd> {
    process.kill(-this.#process.pid, 'SIGHUP');
    return await this.ended();
  }

  async ended(): Promise<CommandEnd> {
    const code = await this.#process.exited;
    // Whoever it has started holds its output open.
    await this.#drained;
    return { code, shown: this.#shown };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    process.kill(-this.#process.pid, 'SIGKILL');
    await this.ended();
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.#shown += decoder.decode(chunk, { stream: true });
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    }
  }
}
