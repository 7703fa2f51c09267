import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from '../../bench/scenarios.ts';
import { documentedCommands } from './documented.ts';

const root = join(import.meta.dir, '../..');

/** Commands that no test runs, and why; what can be shown of them is shown below. */
const notRunHere: Readonly<Record<string, string>> = {
  'bun run test': 'it is what runs this: .ci/run calls it',
  'npx -y bun@1.4.5 run test': 'the same, where there is only Node',
  'bun run check': 'takes minutes: .ci/run calls it',
  '.ci/run': 'it is what runs all of this',
  'bun run bench': 'measures for many minutes, on a quiet machine; tests/bench runs it in small',
  'bun run bench memory': 'the same',
  'bun bench/many-tenants.ts': 'the same',
  'docker compose up --build --detach':
    'needs Docker; tests/container runs what the image holds, and has its composition checked',
  'docker compose exec api bun main.ts annals doctor': 'the same',
  'docker compose exec postgres psql --username=annals': 'the same',
  'docker compose exec -T postgres pg_dump --username=annals --format=custom > annals.dump':
    'the same',
  'bun install && bun test plugins/<name> && bun run check':
    'is for a plugin that its reader has yet to write',
};

const tests = [...new Bun.Glob('tests/**/*.test.ts').scanSync(root)].map((path) =>
  readFileSync(join(root, path), 'utf8'),
);
const sources = tests.join('\n');

/** What tests ask the pages for word by word, to run it. */
const ranAlone = new Set(
  [...sources.matchAll(/\bdocumented\(\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`]+)`)/g)].map(
    ([, ...quoted]) => quoted.find((text) => text !== undefined),
  ),
);
/** Pages whose blocks of commands tests run whole. */
const ranWhole = new Set([...sources.matchAll(/\bblocksOf\('([^']+)'\)/g)].map(([, page]) => page));

const commands = documentedCommands();
/** One test or a few, which belong to all those that are run. */
const partsOfTheSuite = commands.filter(({ command }) => command.startsWith('bun test '));

describe('every command of the pages', () => {
  test('is run by a test, or is named above with the reason', () => {
    const unheld = commands.filter(
      (one) =>
        !ranAlone.has(one.command) &&
        !(one.isInBlock && ranWhole.has(one.page)) &&
        !partsOfTheSuite.includes(one) &&
        notRunHere[one.command] === undefined,
    );
    expect(unheld).toEqual([]);
  });

  test('that is named above is on a page', () => {
    const known = new Set(commands.map(({ command }) => command));
    expect(Object.keys(notRunHere).filter((command) => !known.has(command))).toEqual([]);
  });

  test('that continuous integration is said to run is in its script', () => {
    const script = readFileSync(join(root, '.ci/run'), 'utf8');
    for (const command of ['bun run test', 'bun run check', 'bun install']) {
      expect(script).toContain(command);
    }
  });

  test('that measures measures something that there is', () => {
    const measured = commands.flatMap(
      ({ command }) => /^bun run bench (\S+)/.exec(command)?.[1] ?? [],
    );
    const names = scenarios.map(({ name }) => name);
    expect(measured.filter((name) => !names.includes(name))).toEqual([]);
    const files = commands.flatMap(({ command }) => /^bun (bench\/\S+)/.exec(command)?.[1] ?? []);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test.each(partsOfTheSuite)('that runs a part of the tests finds it: $command', ({ command }) => {
    const [, places = '', name] = /^bun test (.+?)(?: -t '(.+)')?$/.exec(command) ?? [];
    for (const place of places.split(' ')) {
      const files = place.endsWith('.ts')
        ? [place]
        : [...new Bun.Glob(`${place}/**/*.test.ts`).scanSync(root)];
      const texts = files.map((path) => readFileSync(join(root, path), 'utf8'));
      expect(texts.length).toBeGreaterThan(0);
      if (name !== undefined) expect(texts.join('\n')).toContain(name);
    }
  });
});
