import { join } from 'node:path';
import { withEnvironmentTable } from './environment-table.ts';

const readme = Bun.file(join(import.meta.dir, '../README.md'));
await readme.write(withEnvironmentTable(await readme.text()));
