import { expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { TestArchive } from './archive.ts';
import { hotStatements } from './hot-statements.ts';

setDefaultTimeout(60_000);

const committed = join(import.meta.dir, '../../adapters/persistence/queries.sql');

test('queries.sql shows what the code runs (else: bun run sql)', async () => {
  await using archive = await TestArchive.open();
  const [, ...lines] = (await Bun.file(committed).text()).split('\n\n');
  expect(await hotStatements(archive)).toBe(lines.join('\n\n'));
});
