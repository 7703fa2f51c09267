/** A document with the table between its two marks made anew; the first row is the header. */
export function withTable(
  document: string,
  mark: string,
  rows: readonly (readonly string[])[],
): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [before, rest] = [document.split(begin)[0], document.split(end)[1]];
  if (before === undefined || rest === undefined) {
    throw new Error(`There is no place for the table: ${begin} ${end}`);
  }
  return `${before}${begin}\n\n${tableOf(rows)}\n${end}${rest}`;
}

function tableOf([header = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [header, rule, ...rows].map(line).join('');
}
