import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A package of somebody else's, exactly as it is installed. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Where it would come from when not from the registry that npm is set to; empty for that one. */
  readonly source: string;
  /** SHA-512 in hex of the archive that is installed. */
  readonly sha512: string;
  /** Of the packages that it asks for and gets, as `name@version`. */
  readonly dependencies: readonly string[];
}

export interface LockFile {
  readonly packages: readonly LockedPackage[];
  /** Names of the packages that the project's own manifests ask for. */
  readonly direct: readonly string[];
  /** Names of the packages whose install scripts may run. */
  readonly trusted: readonly string[];
}

const names = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
});
const lockFile = z.object({
  workspaces: z.record(z.string(), manifest),
  trustedDependencies: z.array(z.string()),
  packages: z.record(z.string(), z.array(z.unknown())),
});
/** `[name@version, source, manifest, integrity]`; the project's own workspaces have one part only. */
const locked = z.tuple([
  z.string(),
  z.string(),
  manifest,
  z.string().regex(/^sha512-[A-Za-z0-9+/]+=*$/),
]);

const path = fileURLToPath(import.meta.resolve('../../bun.lock'));

/** What `bun install --frozen-lockfile` installs. */
export async function readLockFile(): Promise<LockFile> {
  const { workspaces, trustedDependencies, packages } = lockFile.parse(
    Bun.JSONC.parse(await Bun.file(path).text()),
  );
  const ofOthers = Object.entries(packages).filter(([, entry]) => entry.length > 1);
  const parsed = new Map(ofOthers.map(([place, entry]) => [place, locked.parse(entry)]));
  return {
    packages: [...parsed].map(([place, entry]) => toPackage(parsed, place, entry)),
    direct: Object.values(workspaces).flatMap(askedFor),
    trusted: trustedDependencies,
  };
}

type Locked = z.infer<typeof locked>;

function toPackage(
  all: ReadonlyMap<string, Locked>,
  place: string,
  [id, source, asking, integrity]: Locked,
): LockedPackage {
  const at = id.lastIndexOf('@');
  return {
    name: id.slice(0, at),
    version: id.slice(at + 1),
    source,
    sha512: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
    dependencies: askedFor(asking).flatMap((name) => all.get(placeOf(all, place, name))?.[0] ?? []),
  };
}

/** A package gets the version that stands nearest: `a/b/name` before `a/name` before `name`. */
function placeOf(all: ReadonlyMap<string, Locked>, asker: string, name: string): string {
  const parts = asker.match(/(?:@[^/]+\/)?[^/]+/g) ?? [];
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const place = [...parts.slice(0, depth), name].join('/');
    if (all.has(place)) return place;
  }
  return name;
}

function askedFor(asking: z.infer<typeof manifest>): string[] {
  const all = { ...asking.dependencies, ...asking.devDependencies, ...asking.optionalDependencies };
  return Object.keys(all).filter((name) => !name.startsWith('@annals/'));
}
