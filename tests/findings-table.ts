import { findingCodes, findingKinds } from '@annals/domain';
import { generatedTable } from './generated-table.ts';

/** The README with its table of what `annals doctor` finds as the code has it. */
export function withFindingsTable(readme: string): string {
  const rows = findingCodes.map((code) => {
    const { severity, meaning } = findingKinds[code];
    return [`\`${code}\``, severity, meaning];
  });
  return generatedTable(readme, 'findings', [['code', 'severity', 'what is found'], ...rows]);
}
