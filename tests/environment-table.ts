import discord from '@annals/plugin-discord';
import { describeVariables } from '../config.ts';

const BEGIN = '<!-- environment -->';
const END = '<!-- /environment -->';

/** The README with its table of the environment as the configuration has it. */
export function withEnvironmentTable(readme: string): string {
  const [before, rest] = [readme.split(BEGIN)[0], readme.split(END)[1]];
  if (before === undefined || rest === undefined) {
    throw new Error(`The README has no place for the table: ${BEGIN} ${END}`);
  }
  return `${before}${BEGIN}\n\n${environmentTable()}\n${END}${rest}`;
}

function environmentTable(): string {
  const rows = describeVariables([discord]).map(({ name, defaultText, description, secret }) => [
    `\`${name}\`${secret ? ' (secret)' : ''}`,
    defaultText === '' ? 'none: must be set' : defaultText,
    description,
  ]);
  const header = ['variable', 'when it is not set', 'what it does'];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [header, rule, ...rows].map(line).join('');
}
