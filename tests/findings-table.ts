import { findingCodes, findingKinds } from '@annals/domain';
import { withTable } from './generated-table.ts';

/** The page for operators with its table of what `annals doctor` finds as the code has it. */
export function withFindingsTable(page: string): string {
  const rows = findingCodes.map((code) => {
    const { severity, meaning } = findingKinds[code];
    return [`\`${code}\``, severity, meaning];
  });
  return withTable(page, 'findings', [['code', 'severity', 'what is found'], ...rows]);
}
