import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { z } from 'zod';

const root = fileURLToPath(import.meta.resolve('../../'));

export async function dockerfileText(): Promise<string> {
  return await Bun.file(`${root}Dockerfile`).text();
}

/** The command of the health check, as the container gets it. */
export async function healthCheck(): Promise<string[]> {
  const [check] = DockerfileParser.parse(await dockerfileText()).getHEALTHCHECKs();
  const command = /CMD (\[.*\])/s.exec(check?.getRawArgumentsContent() ?? '')?.[1];
  if (command === undefined) throw new Error('The Dockerfile has no health check.');
  return z.array(z.string()).parse(JSON.parse(command));
}

/** What `ENV` says, by name. */
export async function environmentOf(): Promise<Record<string, string>> {
  const dockerfile = DockerfileParser.parse(await dockerfileText());
  const properties = dockerfile.getENVs().flatMap((env) => env.getProperties());
  return Object.fromEntries(
    properties.map((property) => [property.getName(), property.getValue() ?? '']),
  );
}

/** What `COPY . .` leaves out. */
export async function ignoredPatterns(): Promise<Bun.Glob[]> {
  const lines = (await Bun.file(`${root}.dockerignore`).text()).split('\n');
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => [new Bun.Glob(line), new Bun.Glob(`${line}/**`)]);
}

/** Every committed file that `COPY . .` brings into the image. */
export async function contextFiles(): Promise<string[]> {
  const ignored = await ignoredPatterns();
  const listing = Bun.spawn(['git', 'ls-files'], { cwd: root, stdout: 'pipe' });
  const files = (await new Response(listing.stdout).text()).trim().split('\n');
  return files.filter((file) => !ignored.some((pattern) => pattern.match(file)));
}
