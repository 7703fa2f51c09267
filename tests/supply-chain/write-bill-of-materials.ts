/** Writes `sbom.cdx.json`, the bill of materials of what the lock file installs. */
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { billOfMaterials } from './bill-of-materials.ts';
import { readLockFile } from './lock-file.ts';

const path = fileURLToPath(import.meta.resolve('../../sbom.cdx.json'));
const lockFile = await readLockFile();
await Bun.write(path, billOfMaterials(lockFile, manifest));
console.info(`sbom.cdx.json: ${lockFile.packages.length} packages.`);
