import { join } from 'node:path';
import { withEnvironmentTable } from './environment-table.ts';
import { withFindingsTable } from './findings-table.ts';
import { withVerbsTable } from './verbs-table.ts';

const root = join(import.meta.dir, '..');
const readme = Bun.file(join(root, 'README.md'));
await readme.write(withEnvironmentTable(await readme.text()));
const operating = Bun.file(join(root, 'docs/operating.md'));
await operating.write(withFindingsTable(await operating.text()));
const commandLine = Bun.file(join(root, 'docs/cli.md'));
await commandLine.write(withVerbsTable(await commandLine.text()));
