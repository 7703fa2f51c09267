/** No statement of PostgreSQL writes one row twice, so none here does. */
export function refuseRepeats<Row>(rows: readonly Row[], key: (row: Row) => string): void {
  if (new Set(rows.map(key)).size < rows.length) {
    throw new Error('One statement cannot write the same row twice.');
  }
}
