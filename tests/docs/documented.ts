import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dir, '../..');

/** The pages for people who run the project or work on it. */
const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'SECURITY.md'],
  ...[...new Bun.Glob('docs/*.md').scanSync(root)].toSorted(),
];

/** A command that a page gives its reader to type. */
export interface DocumentedCommand {
  readonly page: string;
  /** In one line, without its comment. */
  readonly command: string;
  /** Whether it stands in a block of commands, as opposed to within a sentence. */
  readonly isInBlock: boolean;
}

/** How a command begins where it stands within a sentence. */
const COMMAND =
  /^(?:[A-Z_]+=\S+ )?(?:(?:bunx?|npx|annals|curl|docker|git|psql|pg_\w+) \S|\.ci\/run\b)/;

function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** The blocks of commands of a page, as they stand there but for their indentation. */
export function blocksOf(page: string): string[] {
  const blocks = textOf(page).matchAll(/^( *)```(?:sh|bash)\n(.*?)^ *```/gms);
  return [...blocks].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

function commandsOf(page: string): DocumentedCommand[] {
  const lines = blocksOf(page).flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'));
  const inBlocks = lines.map((line) => line.replace(/\s+#.*$/, '').trim());
  const sentences = textOf(page).replaceAll(/```.*?```/gs, '');
  const within = [...sentences.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [
    ...inBlocks
      .filter((command) => command !== '')
      .map((command) => ({ page, command, isInBlock: true })),
    ...within
      .filter((code) => COMMAND.test(code))
      .map((command) => ({ page, command, isInBlock: false })),
  ];
}

export function documentedCommands(): DocumentedCommand[] {
  return pages.flatMap(commandsOf);
}

const known = new Set(documentedCommands().map(({ command }) => command));

/**
 * A command of the pages, to be run: word for word, but for what stands in the place of something
 * else, by `values`. Throws when no page has it any more.
 */
export function documented(command: string, values: Readonly<Record<string, string>> = {}): string {
  if (!known.has(command)) throw new Error(`No page has the command ${command}`);
  let filled = command;
  for (const [place, value] of Object.entries(values)) {
    if (!filled.includes(place)) throw new Error(`${command} has no ${place}.`);
    filled = filled.replace(place, value);
  }
  return filled;
}
