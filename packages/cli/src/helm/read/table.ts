/** Rows in columns that a tab divides, each as wide as its widest cell, as Helm prints tables. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  return `${rows.map(row => formatRow(row, widths)).join('\n')}\n`;
}

/** A cell of several lines makes a row of several lines. */
function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map(cell => cell.split('\n'));
  const height = Math.max(...cells.map(lines => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => pad(lines[line] ?? '', widths[column]))
      .join('\t'),
  ).join('\n');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - characters(text)));
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map(characters));
}

function characters(text: string): number {
  return [...text].length;
}
