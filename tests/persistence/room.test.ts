import { expect, setDefaultTimeout, test } from 'bun:test';
import { connectDatabase } from '@annals/persistence';
import { SQL } from 'bun';
import { openEmptyTestDatabase, openTestDatabase } from '../database.ts';

setDefaultTimeout(60_000);

/** What a server answers whose disk is full, on a disk that is not. */
const ANSWER_AS_FULL = `
  create function refuse() returns event_trigger language plpgsql as $$
  begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
  end $$;
  create event trigger full_disk on ddl_command_start execute function refuse()`;

test('a database whose disk is full says so, and no more once it has room again', async () => {
  await using own = await openEmptyTestDatabase();
  await using admin = new SQL(own.url, { max: 1 });
  await using database = connectDatabase(own.url);
  expect(await database.hasRoom()).toBe(true);
  await admin.unsafe(ANSWER_AS_FULL).simple();
  expect(await database.hasRoom()).toBe(false);
  await admin.unsafe('drop event trigger full_disk');
  expect(await database.hasRoom()).toBe(true);
});

test('a user who may make no temporary tables is not told of a full disk', async () => {
  await using own = await openTestDatabase();
  await using admin = new SQL(own.url, { max: 1 });
  const user = `annals_test_${crypto.randomUUID().slice(0, 8)}`;
  const name = new URL(own.url).pathname.slice(1);
  await admin.unsafe(`revoke temporary on database ${name} from public`);
  await admin.unsafe(`create role ${user} login password 'of-a-test'`);
  const url = new URL(own.url);
  url.username = user;
  url.password = 'of-a-test';
  const database = connectDatabase(url.href);
  expect(await database.hasRoom()).toBe(true);
  await database.close();
  await admin.unsafe(`drop role ${user}`);
});
