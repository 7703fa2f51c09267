import { join } from 'node:path';
import { metadataPage } from './page.ts';

await Bun.write(join(import.meta.dir, '../METADATA.md'), metadataPage());
