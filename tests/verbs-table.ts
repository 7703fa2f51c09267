import { listVerbs } from '@annals/cli';
import { withTable } from './generated-table.ts';

/** The page of the command line with its table of verbs as the program has them. */
export function withVerbsTable(page: string): string {
  const rows = listVerbs().map(({ usage, description, options }) => {
    const flags = options.map((option) => `\`${option.flags}\` ${option.description}`);
    return [`\`${usage}\``, [description, ...flags].join('; ')];
  });
  return withTable(page, 'verbs', [['verb', 'what it does'], ...rows]);
}
