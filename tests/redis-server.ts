import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './debian-tools.ts';
import { freePort } from './free-port.ts';
import { stopWithThisProcess } from './stop-with-this-process.ts';

export interface RedisServer extends AsyncDisposable {
  /** With the server's password. */
  readonly url: string;
  readonly password: string;
  /** Where a durable server writes its append-only file. */
  readonly dataDir: string;
  /** The URL of one of its 1000 databases. */
  databaseUrl(index: number): string;
  /** Stops the server as an administrator would, and starts it again at the same address. */
  restart(): Promise<void>;
  /** Ends the server without a word; `restart` brings it back. */
  interrupt(): Promise<void>;
  /** For good; so does its disposal. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Writes everything to disk, in plain commands, before it answers. */
  readonly durable?: boolean;
}

const program = Bun.which('redis-server');
/** `describe` for what needs a Redis. */
export function describeWithRedis(name: string, body: () => void): void {
  describeWith('redis-server', name, body);
}

/** Starts a Redis of one's own on a free port of the loopback interface. */
export async function startRedisServer({
  durable = false,
}: RedisServerOptions = {}): Promise<RedisServer> {
  if (program === null) throw new Error('There is no redis-server on the PATH.');
  const dataDir = await mkdtemp(join(tmpdir(), 'annals-redis-'));
  const password = crypto.randomUUID();
  const port = freePort();
  const persistence = durable
    ? ['--appendonly', 'yes', '--appendfsync', 'always', '--aof-use-rdb-preamble', 'no']
    : ['--appendonly', 'no'];
  const command = [
    ...[program, '--bind', '127.0.0.1', '--port', String(port), '--dir', dataDir],
    ...['--requirepass', password, '--databases', '1000', '--save', '', ...persistence],
  ];
  let server = await start(command);
  let watch = stopWithThisProcess(server.pid, dataDir);
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const stop = async () => {
    server.kill('SIGKILL');
    await server.exited;
    watch.stdin.end();
    await watch.exited;
  };
  return {
    url,
    password,
    dataDir,
    databaseUrl: (index) => `${url}/${index}`,
    async restart() {
      server.kill('SIGTERM');
      await server.exited;
      watch.kill('SIGKILL');
      server = await start(command);
      watch = stopWithThisProcess(server.pid, dataDir);
    },
    async interrupt() {
      server.kill('SIGKILL');
      await server.exited;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function start(command: string[]): Promise<Bun.Subprocess<'ignore', 'pipe', 'ignore'>> {
  const server = Bun.spawn(command, { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' });
  let output = '';
  for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    if (output.includes('Ready to accept connections')) return server;
  }
  throw new Error(`redis-server did not start:\n${output}`);
}
