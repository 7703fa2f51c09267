import type { BackendFactory, IQueueBackend } from 'bullmq';

/** What one queue or worker of BullMQ talks to its server through. */
export interface ServerLink<Connection> {
  readonly connection: Connection;
  readonly backend: BackendFactory<IQueueBackend, Connection>;
  /** By which the server's list of connections tells workers of this place from others. */
  readonly workerName: string;
  /** Rejects when the server answers, but not from the place in it that was named, or takes nothing there. */
  tryPlace?(): Promise<void>;
  /** Cuts the connections, whatever the server does: what waits for an answer fails. */
  sever(): void;
}

/** Who uses a link: a worker needs one connection more, to wait for jobs with. */
export type LinkUser = 'queue' | 'worker';

/** Makes a new link; the connections behind it come about when they are needed. */
export type Connect<Connection> = (user: LinkUser) => ServerLink<Connection>;

/** How long a server may take to accept a connection. */
export const CONNECT_TIMEOUT_MS = 5_000;
