import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedFault } from './faults.ts';
import { FrontDesk, type SimulatorOptions } from './front-desk.ts';
import type { RequestRecord } from './request-record.ts';
import { sendAnswer } from './send-answer.ts';

export interface DiscordSimulator extends AsyncDisposable {
  /** The base without a version: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  readonly requests: RequestRecord;
  /** How many requests it has hit: ask the returned function. */
  fail(fault: SimulatedFault): () => number;
  clearFaults(): void;
  /** From now on every connection is cut, and every new one refused, until it comes back. */
  goDown(): Promise<void>;
  /** Does nothing when it is not down. */
  comeBack(): Promise<void>;
  /** From now on. What the application's flags say of it can be wrong, or missing (null). */
  setContentIntent(isOn: boolean, isTold?: boolean | null): void;
}

/** Serves guilds over HTTP as Discord does. Disposing it throws what went wrong inside it. */
export async function startDiscordSimulator(options: SimulatorOptions): Promise<DiscordSimulator> {
  const desk = new FrontDesk(options);
  const failures: unknown[] = [];
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('date', new Date((options.now ?? Date.now)()).toUTCString());
    desk
      .answer({
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        authorization: request.headers.authorization,
        userAgent: request.headers['user-agent'],
      })
      .then((delivery) => sendAnswer(response, delivery))
      .catch((failure: unknown) => {
        failures.push(failure);
        response.socket?.destroy();
      });
  });
  // An idle connection must not close under a client that is about to use it again.
  server.keepAliveTimeout = 0;
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api`,
    requests: desk.requests,
    fail: (fault) => desk.faults.add(fault),
    clearFaults: () => desk.faults.clear(),
    goDown: () => close(server),
    comeBack: async () => {
      if (!server.listening) await listen(server, port);
    },
    setContentIntent: (isOn, isTold = isOn) => desk.setContentIntent({ isOn, isTold }),
    async [Symbol.asyncDispose]() {
      await close(server);
      if (failures.length > 0) throw failures[0];
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
