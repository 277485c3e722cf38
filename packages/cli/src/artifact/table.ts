/**
 * A table as the flux CLI prints it: headings in capitals, cells padded and
 * divided by tabs.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const names = headings.map(heading => heading.toUpperCase());
  const widths = names.map((name, column) =>
    Math.max(name.length, ...rows.map(row => [...row[column]].length)),
  );
  const pad = (cells: readonly string[]) =>
    cells.map(
      (cell, column) => cell + ' '.repeat(widths[column] - [...cell].length),
    );
  const lines = [
    `${pad(names).join('\t')} `,
    ...rows.map(row => `${pad(row).join('\t')}\t`),
  ];
  return lines.map(line => `${line}\n`).join('');
}
