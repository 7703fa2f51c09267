import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dir, '..');
const rooms = [
  ...['domain', 'application', 'adapters', 'plugins', 'migrations', 'tests', 'bench'],
  ...['commands', 'composition', 'config'],
];

interface Cruise {
  readonly sources: ReadonlySet<string>;
  readonly violations: readonly string[];
}

/** Runs dependency-cruiser as the `check` script does; sources and faults, by path. */
async function cruise(...paths: string[]): Promise<Cruise> {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const process = Bun.spawn(
    [globalThis.process.execPath, cli, '--config', config, '--output-type', 'json', ...paths],
    { cwd: root, stdout: 'pipe', stderr: 'ignore' },
  );
  const report = (await new Response(process.stdout).json()) as {
    modules: { source: string }[];
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  return {
    sources: new Set(report.modules.map(({ source }) => source)),
    violations: report.summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
    ),
  };
}

function typescriptFilesOnDisk(): string[] {
  const patterns = ['*.ts', ...rooms.map((room) => `${room}/**/*.{ts,tsx}`)];
  return patterns
    .flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: root })])
    .filter((path) => !path.includes('node_modules/'));
}

describe('the dashboard', () => {
  test('takes nothing along into a browser but itself and its libraries', () => {
    const room = join(root, 'adapters/http/dashboard');
    const files = [...new Bun.Glob('**/*.{ts,tsx}').scanSync({ cwd: room })];
    const taken = files
      .filter((path) => !path.endsWith('.test.ts') && !path.includes('node_modules/'))
      .flatMap((path) => {
        // Types alone are left out: nothing of them is bundled.
        const imports = new Bun.Transpiler({ loader: 'tsx' }).scanImports(
          readFileSync(join(room, path), 'utf8'),
        );
        return imports
          .map((imported) => imported.path)
          .filter((to) => !/^(preact|uplot)(\/|$)/.test(to))
          .filter((to) => !join(room, path, '..', to).startsWith(`${room}/`))
          .map((to) => `${path} → ${to}`);
      });
    expect(taken).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });
});

describe('the core', () => {
  test('takes neither the time nor anything random but through its ports', () => {
    const files = [...new Bun.Glob('{domain,application}/**/*.ts').scanSync({ cwd: root })];
    const own =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.|\brandom(?:UUID|Bytes|Int)\b/;
    const core = files.filter(
      (path) => !/node_modules\/|\.test\.ts$|\/(?:fakes|conformance|testing)\//.test(path),
    );
    expect(core.filter((path) => own.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
    expect(core.length).toBeGreaterThan(100);
  });
});

describe('the import rule', () => {
  test('holds for every TypeScript file of the project', async () => {
    const onDisk = typescriptFilesOnDisk();
    const { sources, violations } = await cruise(...onDisk);
    expect(violations).toEqual([]);
    expect(onDisk.filter((path) => !sources.has(path))).toEqual([]);
    expect(onDisk.length).toBeGreaterThan(100);
  }, 60_000);

  test.each([
    [
      'core-is-pure',
      'domain',
      "import type { Clock } from '../application/index.ts';\nexport type C = Clock;\n",
    ],
    [
      'core-is-pure',
      'domain',
      "import { readFileSync } from 'node:fs';\nexport { readFileSync };\n",
    ],
    [
      'application-knows-domain',
      'application/sync',
      "import type { DatabaseConnection } from '../../adapters/persistence/index.ts';\nexport type D = DatabaseConnection;\n",
    ],
    ['adapter-never-adapter', 'adapters/http', "export * from '../persistence/index.ts';\n"],
    [
      'dashboard-knows-answers-only',
      'adapters/http/dashboard',
      "import type { HttpParts } from '../http-parts.ts';\nexport type P = HttpParts;\n",
    ],
    ['only-composition-names-classes', 'adapters/queue', "export * from '../../config.ts';\n"],
    ['plugin-never-plugin', 'plugins/discord', "export * from '../../adapters/queue/index.ts';\n"],
    [
      'fakes-and-conformance-only-in-tests',
      'application/runs',
      "export * from '../fakes/index.ts';\n",
    ],
  ])(
    'reports a file that breaks %s in %s',
    async (rule, room, source) => {
      const folder = join(root, room, 'forbidden-fixture');
      const path = join(folder, 'forbidden.ts');
      await mkdir(folder, { recursive: true });
      try {
        await writeFile(path, source.replaceAll("'../", "'../../"));
        const { violations } = await cruise(`${room}/forbidden-fixture/forbidden.ts`);
        expect(violations.map((fault) => fault.split(':')[0])).toContain(rule);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    60_000,
  );
});
