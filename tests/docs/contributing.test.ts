import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from '../free-port.ts';
import { type CleanCopy, makeCleanCopy, processesIn } from './clean-copy.ts';
import { documented } from './documented.ts';
import { TypedCommand } from './typed-command.ts';

setDefaultTimeout(120_000);

const root = join(import.meta.dir, '../..');
/** What is written from the code, by which command. */
const generated = [
  {
    command: documented('bun run sql'),
    files: ['migrations/schema.sql', 'adapters/persistence/queries.sql'],
  },
  {
    command: documented('bun run docs'),
    files: ['README.md', 'docs/cli.md', 'docs/operating.md', 'plugins/discord/METADATA.md'],
  },
];

describe('somebody who begins to work on it', () => {
  let copy: CleanCopy;
  beforeAll(async () => {
    copy = await makeCleanCopy();
  });
  afterAll(() => copy[Symbol.asyncDispose]());

  const type = (command: string) => {
    const { PATH = '', HOME = '' } = Bun.env;
    const env = { PATH, HOME, PORT: String(freePort()) };
    return new TypedCommand(command, { cwd: copy.folder, env });
  };

  test('sets it up in one command', async () => {
    await using installing = type(documented('bun install'));
    expect(await installing.ended()).toMatchObject({ code: 0 });
  });

  test('has what another version needs after one more', async () => {
    const library = join(copy.folder, 'plugins/discord/node_modules/@discordjs/rest');
    // The version that was there before did without it.
    await rm(dirname(library), { recursive: true });
    await using installing = type(documented('bun install --frozen-lockfile'));
    expect(await installing.ended()).toMatchObject({ code: 0 });
    expect(existsSync(library)).toBe(true);
  });

  test.each(generated)('writes anew what is generated: $command', async ({ command, files }) => {
    const path = (file: string) => join(copy.folder, file);
    await using writing = type(command);
    expect(await writing.ended()).toMatchObject({ code: 0 });
    for (const file of files) {
      const committed = await Bun.file(join(root, file)).text();
      expect({ file, text: await Bun.file(path(file)).text() }).toEqual({ file, text: committed });
    }
  });

  test('sees the service start anew when a file is saved', async () => {
    await using service = type(documented('bun run dev'));
    await service.shows(/"process.started"/);
    const file = Bun.file(join(copy.folder, 'roles.ts'));
    await file.write(`${await file.text()}\n// Saved once more.\n`);
    await service.shows(/"process.started".*"process.started"/s);
    await service.interrupt();
    expect(await processesIn(copy.folder)).toEqual([]);
  });
});
