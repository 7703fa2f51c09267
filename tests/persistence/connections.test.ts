import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { PlatformError, StoreUnavailableError } from '@annals/application';
import { noCounters, type TenantId } from '@annals/domain';
import {
  type ConnectOptions,
  connectDatabase,
  type DatabaseConnection,
  KyselyUnitOfWork,
} from '@annals/persistence';
import { SQL } from 'bun';
import { openTestDatabase, type TestDatabase } from '../database.ts';
import { startDebianPostgres } from '../debian-postgres.ts';
import { describeWith } from '../debian-tools.ts';
import { openQueue } from '../queue-backends.ts';
import {
  newTenantId,
  noon,
  sampleAdvance,
  sampleMessage,
  sampleRun,
  sampleTenant,
} from './sample-rows.ts';

setDefaultTimeout(60_000);

const noProgress = {
  channels: { total: 0, done: 0, skipped: 0, failed: 0 },
  percent: 0,
  currentChannel: null,
  expectedEndAt: null,
  added: noCounters,
  knownStoredAt: noon,
};

let database: TestDatabase;
/** From whose connections the others' are cut. */
let admin: SQL;
const opened: DatabaseConnection[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  admin = new SQL(database.url);
});
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});
afterAll(async () => {
  await admin.close();
  await database.close();
});

function connect(options: ConnectOptions = {}, url = database.url): DatabaseConnection {
  const connection = connectDatabase(url, options);
  opened.push(connection);
  return connection;
}

async function backendOf(db: DatabaseConnection['db']): Promise<number> {
  const { pid } = await db
    .selectNoFrom(({ fn }) => fn<number>('pg_backend_pid', []).as('pid'))
    .executeTakeFirstOrThrow();
  return pid;
}

/** Keeps a connection busy for so many seconds; which one it was. */
async function occupy(db: DatabaseConnection['db'], seconds: number): Promise<number> {
  const { pid } = await db
    .selectNoFrom(({ fn, val }) => [
      fn<number>('pg_backend_pid', []).as('pid'),
      fn('pg_sleep', [val(seconds)]).as('slept'),
    ])
    .executeTakeFirstOrThrow();
  return pid;
}

function signal(): PromiseWithResolvers<void> {
  return Promise.withResolvers<void>();
}

/** Resolves when the server has ended the session. */
async function cut(pid: number): Promise<void> {
  await admin`select pg_terminate_backend(${pid}, 5000)`;
}

describe('a connection that is lost within a transaction', () => {
  test('ends it with StoreUnavailableError and stores nothing of it', async () => {
    const connection = connect();
    const { repositories } = new KyselyUnitOfWork(connection.db);
    const tenant = sampleTenant();
    const work = connection.db.transaction().execute(async (trx) => {
      const inside = new KyselyUnitOfWork(trx).repositories;
      await inside.tenants.create(tenant);
      await cut(await backendOf(trx));
      await inside.tenants.recordSynced(tenant.id, noon);
    });
    await expect(work).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await repositories.tenants.find(tenant.id)).toBeNull();
  });

  test('ends it for whoever waits behind a statement that nobody waits for', async () => {
    const connection = connect();
    const tenant = sampleTenant();
    await admin.begin(async (other) => {
      await other`lock table sync_progress in exclusive mode`;
      const work = connection.db.transaction().execute(async (trx) => {
        const inside = new KyselyUnitOfWork(trx).repositories;
        const pid = await backendOf(trx);
        await inside.progress.advance(tenant.id, [sampleAdvance()]);
        await Promise.all([inside.tenants.create(tenant), cut(pid)]);
      });
      await expect(work).rejects.toBeInstanceOf(StoreUnavailableError);
    });
    const { tenants } = new KyselyUnitOfWork(connection.db).repositories;
    expect(await tenants.find(tenant.id)).toBeNull();
  });

  test('leaves every later statement of it undone, whoever got a connection meanwhile', async () => {
    const connection = connect({ maxConnections: 1 });
    const unitOfWork = new KyselyUnitOfWork(connection.db);
    const late = sampleTenant();
    const work = connection.db.transaction().execute(async (trx) => {
      const inside = new KyselyUnitOfWork(trx).repositories;
      await cut(await backendOf(trx));
      for (let attempt = 0; attempt < 2; attempt++) {
        await expect(inside.tenants.create(late)).rejects.toBeInstanceOf(StoreUnavailableError);
      }
    });
    const next = unitOfWork.repositories.tenants.find(late.id);
    await expect(work).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await next).toBeNull();
  });
});

describe('a transaction whose client says nothing more', () => {
  test('ends by itself, so that nobody waits for its rows for ever', async () => {
    const tenant = sampleTenant();
    const silent = connect({ silentTransactionMs: 50 });
    const others = new KyselyUnitOfWork(connect().db);
    await others.repositories.tenants.create(tenant);
    const [holdsRow, nextIsThrough] = [signal(), signal()];
    const work = silent.db.transaction().execute(async (trx) => {
      const inside = new KyselyUnitOfWork(trx).repositories;
      await inside.tenants.recordSynced(tenant.id, noon);
      holdsRow.resolve();
      await nextIsThrough.promise;
      await inside.tenants.find(tenant.id);
    });
    const outcome = work.catch((error: unknown) => error);
    const later = new Date(noon.getTime() + 1);
    await holdsRow.promise;
    await others.repositories.tenants.recordSynced(tenant.id, later);
    nextIsThrough.resolve();
    expect(await outcome).toBeInstanceOf(StoreUnavailableError);
    expect((await others.repositories.tenants.find(tenant.id))?.lastSyncedAt).toEqual(later);
  });
});

describe('a client that is stopped between the rows of a COPY', () => {
  test('has it ended once it was silent and others wait for its rows, and not before', async () => {
    const tenantId = newTenantId();
    const script = fileURLToPath(import.meta.resolve('./stopped-client.ts'));
    // Its connection, left open, would hold up every database that is made or dropped after it.
    await using client = Bun.spawn([process.execPath, script, database.url, tenantId], {
      killSignal: 'SIGKILL',
    });
    const isStopped = async () =>
      (await Bun.file(`/proc/${client.pid}/stat`).text()).includes(') T ');
    const copying = async () =>
      await admin`
        select pid from pg_stat_activity
        where datname = current_database() and query like '%copy messages%'
          and state = 'active' and wait_event = 'ClientRead' and backend_xid is not null`;
    const waiting = async () =>
      await admin`select from pg_locks where locktype = 'transactionid' and not granted`;
    const others = connect({ silentTransactionMs: 50 });
    const patientOthers = connect({ silentTransactionMs: 60_000 });
    const { messages, runLeases } = new KyselyUnitOfWork(others.db).repositories;
    const { runLeases: patient } = new KyselyUnitOfWork(patientOthers.db).repositories;
    while (!(await isStopped()) || (await copying()).count === 0);
    await admin`select pg_sleep(0.1)`;
    await runLeases.endStopped();
    expect((await copying()).count).toBe(1);
    const stored = messages.upsert([sampleMessage(tenantId, 1)]);
    while ((await waiting()).count === 0);
    await patient.endStopped();
    expect((await copying()).count).toBe(1);
    await runLeases.endStopped();
    expect(await stored).toEqual({ added: 1, updated: 0 });
    expect((await copying()).count).toBe(0);
  });
});

test('the server asks soon whether the machine of a silent client is still there', async () => {
  const setting = async (name: string) =>
    await connect()
      .db.selectNoFrom(({ fn, val }) => fn<string>('current_setting', [val(name)]).as('seconds'))
      .executeTakeFirst();
  expect(await setting('tcp_keepalives_idle')).toEqual({ seconds: '15' });
  expect(await setting('tcp_keepalives_interval')).toEqual({ seconds: '5' });
});

test('what was opened first is used first, whatever was used last', async () => {
  const { db } = connect();
  const first = await backendOf(db);
  const [, second] = await Promise.all([occupy(db, 0), occupy(db, 0.05)]);
  expect(second).not.toBe(first);
  expect(await backendOf(db)).toBe(first);
  expect(await Promise.all([backendOf(db), backendOf(db)])).toEqual([first, second]);
});

describe('a transaction', () => {
  test('takes nothing more once its end is under way: that would be outside of it', async () => {
    const { db } = connect();
    const { tenants } = new KyselyUnitOfWork(db).repositories;
    const late = sampleTenant();
    const left = Promise.withResolvers<KyselyUnitOfWork>();
    const { work } = await admin.begin(async (other) => {
      await other`lock table sync_progress in exclusive mode`;
      const work = db.transaction().execute(async (trx) => {
        const inside = new KyselyUnitOfWork(trx);
        await inside.repositories.progress.advance(late.id, [sampleAdvance()]);
        left.resolve(inside);
      });
      const { repositories } = await left.promise;
      while ((await other`select from pg_locks where not granted`).count === 0);
      await expect(repositories.tenants.create(late)).rejects.toMatchObject({ code: '25P01' });
      return { work };
    });
    await work;
    expect(await tenants.find(late.id)).toBeNull();
  });

  test("passes on its work's own error, whatever it looks like", async () => {
    const unitOfWork = new KyselyUnitOfWork(connect().db);
    const error = new PlatformError('forbidden', 'Not for you.');
    const work = unitOfWork.transaction(async () => {
      throw error;
    });
    await expect(work).rejects.toBe(error);
  });

  test('does not claim to be stored when its work hides a refused statement', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect().db);
    const tenant = sampleTenant();
    const work = unitOfWork.transaction(async ({ tenants }) => {
      await tenants.create(tenant);
      await tenants.find('no uuid' as typeof tenant.id).catch(() => {});
    });
    await expect(work).rejects.toMatchObject({ name: 'StoreError', code: '25P02' });
    expect(await unitOfWork.repositories.tenants.find(tenant.id)).toBeNull();
  });

  test('fails with what a statement that was sent ahead was refused with', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect().db);
    const tenant = sampleTenant();
    const refused = { name: 'StoreError', code: '22P02' };
    const told: unknown[] = [];
    const goesOn = unitOfWork.transaction(async ({ tenants, progress }) => {
      await tenants.create(tenant);
      await progress.advance('no uuid' as typeof tenant.id, [sampleAdvance()]);
      await tenants.recordSynced(tenant.id, noon).catch((error: unknown) => told.push(error));
    });
    await expect(goesOn).rejects.toMatchObject(refused);
    expect(told).toMatchObject([refused]);
    const ends = unitOfWork.transaction(async ({ tenants, progress }) => {
      await tenants.create(tenant);
      await progress.advance('no uuid' as typeof tenant.id, [sampleAdvance()]);
    });
    await expect(ends).rejects.toMatchObject(refused);
    const { tenants, progress } = unitOfWork.repositories;
    expect(await tenants.find(tenant.id)).toBeNull();
    // By itself it waits: what a call resolves with is stored.
    const alone = progress.advance('no uuid' as typeof tenant.id, [sampleAdvance()]);
    await expect(alone).rejects.toMatchObject(refused);
  });

  test('that fails so leaves its connection in order', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect({ maxConnections: 1 }).db);
    const tenant = sampleTenant();
    const work = unitOfWork.transaction(({ progress }) =>
      progress.advance('no uuid' as typeof tenant.id, [sampleAdvance()]),
    );
    await expect(work).rejects.toMatchObject({ code: '22P02' });
    await unitOfWork.transaction(async ({ tenants, progress }) => {
      await tenants.create(tenant);
      await progress.advance(tenant.id, [sampleAdvance()]);
    });
    expect(await unitOfWork.repositories.tenants.find(tenant.id)).toEqual(tenant);
  });

  test('that was rolled back leaves its connection in order', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect({ maxConnections: 1 }).db);
    const tenant = sampleTenant();
    const broken = unitOfWork.transaction(({ tenants }) => tenants.find('x' as typeof tenant.id));
    await expect(broken).rejects.toMatchObject({ code: '22P02' });
    await unitOfWork.transaction(({ tenants }) => tenants.create(tenant));
    expect(await unitOfWork.repositories.tenants.find(tenant.id)).toEqual(tenant);
  });

  test('runs statements that are given at once in the order of the calls', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect().db);
    const tenant = sampleTenant();
    const found = await unitOfWork.transaction(({ tenants }) =>
      Promise.all([
        tenants.find(tenant.id),
        tenants.create(tenant),
        tenants.recordSynced(tenant.id, noon),
        tenants.find(tenant.id),
      ]),
    );
    expect(found.map((value) => value ?? 'none')).toEqual([
      'none',
      'created',
      'none',
      { ...tenant, lastSyncedAt: noon },
    ]);
  });

  test('that the server breaks off to end a deadlock may be tried again', async () => {
    const unitOfWork = new KyselyUnitOfWork(connect().db);
    const [one, two] = [sampleTenant(), sampleTenant()];
    for (const tenant of [one, two]) await unitOfWork.repositories.tenants.create(tenant);
    const bothHoldOne = barrier(2);
    const lock = (first: TenantId, second: TenantId) =>
      unitOfWork.transaction(async ({ tenants }) => {
        await tenants.recordSynced(first, noon);
        await bothHoldOne();
        await tenants.recordSynced(second, noon);
      });
    const ends = await Promise.allSettled([lock(one.id, two.id), lock(two.id, one.id)]);
    const broken = ends.filter((end) => end.status === 'rejected');
    expect(broken.map(({ reason }) => reason)).toEqual([expect.any(StoreUnavailableError)]);
  });

  test.each([
    ['lock_timeout', 1],
    ['statement_timeout', 1_000],
  ])('that may wait no longer for a lock may be tried again: %s', async (timeout, ms) => {
    const { db } = connect({}, `${database.url}?options=-c%20${timeout}%3D${ms}`);
    const tenant = sampleTenant();
    const create = () => new KyselyUnitOfWork(db).repositories.tenants.create(tenant);
    await admin.begin(async (other) => {
      await other`lock table tenants in exclusive mode`;
      await expect(create()).rejects.toBeInstanceOf(StoreUnavailableError);
    });
    expect(await create()).toBe('created');
  });
});

/** Lets nobody on before `count` have come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve();
    return promise;
  };
}

describe('the connections', () => {
  test('are replaced when the server has ended them', async () => {
    const connection = connect({ maxConnections: 2 });
    const rounds = 5;
    let refusals = 0;
    for (let round = 0; round < rounds; round += 1) {
      const ended = await backendOf(connection.db);
      await cut(ended);
      try {
        expect(await backendOf(connection.db)).not.toBe(ended);
      } catch (error) {
        // Rightly, where the word of the end is still on its way to the client.
        if (!(error instanceof StoreUnavailableError)) throw error;
        refusals += 1;
      }
    }
    expect(refusals).toBeLessThan(rounds);
  });

  test('are replaced when they may only read: the server may have been a replica when they began', async () => {
    await using own = await openTestDatabase();
    const name = new URL(own.url).pathname.slice(1);
    await admin.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    const connection = connect({ maxConnections: 1 }, own.url);
    const { tenants } = new KyselyUnitOfWork(connection.db).repositories;
    const write = () => tenants.create(sampleTenant());
    await expect(write()).rejects.toBeInstanceOf(StoreUnavailableError);
    await admin.unsafe(`alter database ${name} reset default_transaction_read_only`);
    expect(await write()).toBe('created');
    await connection.close();
  });

  test('are never more than allowed, and everyone who waits gets one', async () => {
    const connection = connect({ maxConnections: 3 });
    const pids = await Promise.all(Array.from({ length: 30 }, () => occupy(connection.db, 0.002)));
    expect(new Set(pids).size).toBe(3);
  });

  test('are shared where the server has no place for more of this user', async () => {
    const user = `annals_test_${crypto.randomUUID().slice(0, 8)}`;
    await admin.unsafe(`create role ${user} login password 'of-a-test' connection limit 2`);
    const url = new URL(database.url);
    url.username = user;
    url.password = 'of-a-test';
    const connection = connect({}, url.href);
    const held = connection.db.connection().execute(async (one) => {
      const burst = Array.from({ length: 30 }, () => backendOf(connection.db));
      return new Set([...(await Promise.all(burst)), await backendOf(one)]);
    });
    expect((await held).size).toBe(2);
    await connection.close();
    await admin.unsafe(`drop role ${user}`);
  });

  test('come back by themselves after all of them were lost, waiting callers served', async () => {
    const connection = connect({ maxConnections: 2, applicationName: 'to be cut' });
    const ends = Promise.allSettled([occupy(connection.db, 60), occupy(connection.db, 60)]);
    const waiting = [connection.ping(), connection.ping(), connection.ping()];
    // By their number: one that is dying may be seen, and told to die, twice.
    const gone = new Set<number>();
    while (gone.size < 2) {
      const cutNow = await admin`
        select pid, pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'to be cut' and wait_event = 'PgSleep'
      `;
      for (const { pid } of cutNow) gone.add(pid);
    }
    for (const end of await ends) {
      expect(end.status === 'rejected' && end.reason).toBeInstanceOf(StoreUnavailableError);
    }
    await Promise.all(waiting);
  });

  test('are gone when they are closed, those that are on their way as well', async () => {
    const connection = connect({ maxConnections: 1, applicationName: 'to be closed' });
    const opening = backendOf(connection.db).catch((error: unknown) => error);
    const waiting = [1, 2].map(() => backendOf(connection.db).catch((error: unknown) => error));
    await connection.close();
    for (const end of [opening, ...waiting]) {
      expect(await end).toBeInstanceOf(StoreUnavailableError);
    }
    await expect(backendOf(connection.db)).rejects.toBeInstanceOf(Error);
    const alive = () =>
      admin`select pid from pg_stat_activity where application_name = 'to be closed'`;
    // The server takes a moment to see that one has hung up.
    while ((await alive()).length > 0);
  });

  test('show the name of the application', async () => {
    const { db } = connect({ applicationName: 'a name' });
    const shown = await db
      .selectNoFrom(({ fn, val }) =>
        fn<string>('current_setting', [val('application_name')]).as('name'),
      )
      .executeTakeFirst();
    expect(shown).toEqual({ name: 'a name' });
  });

  test.each([
    'sslmode=prefer&channel_binding=require',
    'gssencmode=disable&krbsrvname=postgres&load_balance_hosts=random',
    'keepalives=1&keepalives_idle=30&sslcompression=0&sslsni=1',
    'target_session_attrs=any&fallback_application_name=a%20name',
    'target_session_attrs=read-write&options=-c%20statement_timeout%3D9s',
  ])('are made by a URL as hosts hand it out: %s', async (words) => {
    await connect({}, `${database.url}?${words}`).ping();
  });

  test('read times whatever the style of the database', async () => {
    await using own = await openTestDatabase();
    const name = new URL(own.url).pathname.slice(1);
    await admin.unsafe(`alter database ${name} set datestyle = 'SQL, DMY'`);
    await admin.unsafe(`alter database ${name} set timezone = 'Asia/Kathmandu'`);
    const connection = connect({}, own.url);
    const { tenants } = new KyselyUnitOfWork(connection.db).repositories;
    const tenant = sampleTenant({ createdAt: new Date('2026-03-04T23:59:59.999Z') });
    await tenants.create(tenant);
    expect(await tenants.find(tenant.id)).toEqual(tenant);
    await connection.close();
  });

  test('see in mid-transaction what others have stored, whatever the isolation of the database', async () => {
    await using own = await openTestDatabase();
    const name = new URL(own.url).pathname.slice(1);
    await admin.unsafe(`alter database ${name} set default_transaction_isolation = 'serializable'`);
    const connection = connect({}, own.url);
    const unitOfWork = new KyselyUnitOfWork(connection.db);
    const { runs, runLeases } = unitOfWork.repositories;
    const { id: runId, tenantId } = (await runs.createUnlessActive(sampleRun(newTenantId()))).run;
    await runLeases.claim(runId, noon);
    const answer = await unitOfWork.transaction(async (batch) => {
      await batch.messages.upsert([sampleMessage(tenantId, 1)]);
      await runs.requestCancel(tenantId, noon);
      return await batch.runLeases.heartbeat({ tenantId, runId, fence: 1 }, noProgress, noon);
    });
    expect(answer).toBe('cancel_requested');
    await connection.close();
  });
});

describeWith('pg_dump', 'a server that is found by its socket', () => {
  test('is entered by the archive and by its queue', async () => {
    const folder = tmpdir();
    await using server = await startDebianPostgres(['-c', `unix_socket_directories=${folder}`]);
    const url = server.url.replace('127.0.0.1', encodeURIComponent(folder));
    await connect({}, url).ping();
    await using queue = openQueue(url);
    await queue.ping();
  });
});

describe('a server that is not there', () => {
  const find = ({ db }: DatabaseConnection) =>
    new KyselyUnitOfWork(db).repositories.tenants.findBySlug('any');

  test.each(['127.0.0.1', 'localhost'])('is not available (nobody listens on %s)', async (host) => {
    const connection = connect({}, `postgres://user@${host}:1/none`);
    await expect(find(connection)).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(connection.ping()).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  test.each([
    ['answers nothing', () => {}],
    ['hangs up at once', (socket: { end(): void }) => socket.end()],
  ])('is not available when something else %s', async (_, open) => {
    const other = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { open, data() {} } });
    const url = `postgres://user@127.0.0.1:${other.port}/none`;
    const connection = connect({ connectTimeoutMs: 200, maxConnections: 1 }, url);
    // Those that wait for the only connection learn it as well.
    for (const end of await Promise.allSettled([1, 2, 3].map(() => find(connection)))) {
      expect(end.status === 'rejected' && end.reason).toBeInstanceOf(StoreUnavailableError);
    }
    other.stop(true);
  });

  test('is not one that takes its time to let somebody in', async () => {
    const { hostname, port, pathname, username, password } = new URL(database.url);
    // A machine that is full, or far away.
    const distant = createServer((near) => {
      const far = createConnection(Number(port), hostname);
      far.pipe(near);
      setTimeout(() => near.pipe(far), 1_200);
    });
    await new Promise<void>((resolve) => distant.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(distant.address() as AddressInfo).port}`;
    const connection = connect({}, `postgres://${username}:${password}@${address}${pathname}`);
    expect(await connection.keepsSessions()).toBe(true);
    distant.close();
  });

  test('is something else than one that refuses the password', async () => {
    const url = new URL(database.url);
    url.password = 'wrong';
    await expect(find(connect({}, url.href))).rejects.toMatchObject({ code: '28P01' });
  });
});
