import { join } from 'node:path';
import { dumpSchema } from '@annals/migrations/dump-schema';
import { TestArchive } from './archive.ts';
import { hotStatements } from './hot-statements.ts';

/** Writes the committed SQL anew: `bun run sql`, after a change of a table or of a statement. */
const root = join(import.meta.dir, '../..');
const archive = await TestArchive.open();
const note = 'Written by `bun run sql`; do not edit.';
await Bun.write(
  join(root, 'migrations/schema.sql'),
  `-- What the migrations make, for reading. ${note}\n${await dumpSchema(archive.connection.db)}`,
);
await Bun.write(
  join(root, 'adapters/persistence/queries.sql'),
  `-- What a sync runs again and again, for reading. ${note}\n\n${await hotStatements(archive)}`,
);
process.exit(0);
