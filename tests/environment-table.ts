import discord from '@annals/plugin-discord';
import { describeVariables } from '../config.ts';
import { withTable } from './generated-table.ts';

/** The README with its table of the environment as the configuration has it. */
export function withEnvironmentTable(readme: string): string {
  const rows = describeVariables([discord]).map(({ name, defaultText, description, secret }) => [
    `\`${name}\`${secret ? ' (secret)' : ''}`,
    defaultText === '' ? 'none: must be set' : defaultText,
    description,
  ]);
  const header = ['variable', 'when it is not set', 'what it does'];
  return withTable(readme, 'environment', [header, ...rows]);
}
