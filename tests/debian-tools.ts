import { describe } from 'bun:test';

// biome-ignore lint/style/noProcessEnv: whether a test may be skipped is no setting of the service
const mustRun = process.env.CI !== undefined;

/**
 * `describe` for what needs a program of Debian's. Without it on the PATH the tests are skipped
 * and their name says why; in continuous integration they fail instead.
 */
export function describeWith(program: string, name: string, body: () => void): void {
  const isMissing = Bun.which(program) === null && !mustRun;
  const label = isMissing ? `${name} (skipped: there is no ${program} on the PATH)` : name;
  describe.skipIf(isMissing)(label, body);
}
