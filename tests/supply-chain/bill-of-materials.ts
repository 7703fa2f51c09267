import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { LockedPackage, LockFile } from './lock-file.ts';

/** The lock file as a CycloneDX 1.6 document: what is installed, by which hash, for whom. */
export function billOfMaterials(
  { packages, direct }: LockFile,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  const project = new Models.Component(Enums.ComponentType.Application, name, {
    version,
    bomRef: `${name}@${version}`,
  });
  const components = new Map(packages.map((locked) => [idOf(locked), componentOf(locked)]));
  for (const locked of packages) {
    if (direct.includes(locked.name)) depend(project, components.get(idOf(locked)));
    for (const id of locked.dependencies) depend(components.get(idOf(locked)), components.get(id));
  }
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: project }),
    components: new Models.ComponentRepository(components.values()),
  });
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function componentOf(locked: LockedPackage): Models.Component {
  const [name, group] = locked.name.split('/').toReversed();
  return new Models.Component(Enums.ComponentType.Library, name ?? locked.name, {
    ...(group !== undefined && { group }),
    version: locked.version,
    bomRef: idOf(locked),
    purl: `pkg:npm/${locked.name.replace('@', '%40')}@${locked.version}`,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], locked.sha512]]),
  });
}

function idOf({ name, version }: LockedPackage): string {
  return `${name}@${version}`;
}

function depend(asker: Models.Component | undefined, asked: Models.Component | undefined): void {
  if (asked !== undefined) asker?.dependencies.add(asked.bomRef);
}
