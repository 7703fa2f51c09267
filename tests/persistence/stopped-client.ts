import type { TenantId } from '@annals/domain';
import { connectDatabase, KyselyUnitOfWork } from '@annals/persistence';
import { sampleMessage } from './sample-rows.ts';

/*
 * A client in a process of its own that is stopped in the middle of a COPY: the server has some of its
 * rows, and waits for the last of them.
 */
const [url = '', tenantId = ''] = process.argv.slice(2);
const { db } = connectDatabase(url);
const messages = Array.from({ length: 5_000 }, (_, index) =>
  sampleMessage(tenantId as TenantId, index + 1),
);
await new KyselyUnitOfWork(db).repositories.messages.insert(messages, () =>
  process.kill(process.pid, 'SIGSTOP'),
);
