/**
 * Asks the registry for known weaknesses of what is installed, and fails on serious ones. A
 * registry that gives no advisories (mirrors often do not) is reported and fails nothing: it is no
 * fault of the code, and what is installed is the same, hash by hash, wherever it was audited.
 */
import { z } from 'zod';

const SERIOUS = ['high', 'critical'];

const advisory = z.object({ severity: z.string(), title: z.string(), url: z.string() });
const report = z.record(z.string(), z.array(advisory));

const audit = Bun.spawn([process.execPath, 'audit', '--json'], { stdout: 'pipe', stderr: 'pipe' });
const [answer, refusal] = await Promise.all([
  new Response(audit.stdout).text(),
  new Response(audit.stderr).text(),
]);
await audit.exited;

const found = readReport(answer);
if (found === null) {
  const reason = /- (\d{3}|\w+)\s*$/m.exec(refusal)?.[1] ?? 'no answer';
  console.warn(`Not audited: the registry gives no advisories (${reason}).`);
} else {
  const known = Object.entries(found).flatMap(([name, list]) =>
    list.map((entry) => ({ name, ...entry })),
  );
  for (const { name, severity, title, url } of known) {
    console.warn(`${severity}: ${name}: ${title} (${url})`);
  }
  const serious = known.filter(({ severity }) => SERIOUS.includes(severity));
  console.info(`Audited: ${known.length} known weaknesses, ${serious.length} of them serious.`);
  process.exitCode = serious.length === 0 ? 0 : 1;
}

/** By package; null when the answer is no report. */
function readReport(text: string): z.infer<typeof report> | null {
  try {
    return report.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
