import type { LiveObjects } from './liveObjects';

/** A table as the server gives it for kubectl. */
interface ServerTable {
  readonly columnDefinitions: readonly {
    readonly name: string;
    /** 0 is shown always. */
    readonly priority?: number;
  }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

const PADDING = 3;
const MIN_WIDTH = 6;

/** Tables of objects as `helm status` prints them: a header where the columns change. */
export function formatLiveTables(objects: LiveObjects): string {
  let printed = '';
  return Object.entries(objects)
    .map(([kind, answers]) => {
      const parts = answers.filter(isTable).map(table => {
        const columns = JSON.stringify(table.columnDefinitions);
        const text = formatTable(table, columns !== printed);
        printed = table.rows.length > 0 || columns === printed ? columns : '';
        return text;
      });
      return `==> ${kind}\n${parts.join('')}\n`;
    })
    .join('');
}

function isTable(answer: unknown): answer is ServerTable {
  return (answer as { kind?: string }).kind === 'Table';
}

function formatTable(
  { columnDefinitions, rows }: ServerTable,
  hasHeader: boolean,
): string {
  if (rows.length === 0) {
    return '';
  }
  const shown = columnDefinitions
    .map(({ priority = 0 }, index) => ({ priority, index }))
    .filter(({ priority }) => priority === 0)
    .map(({ index }) => index);
  const lines = rows.map(({ cells }) =>
    shown.map(index => cellText(cells[index])),
  );
  const header = shown.map(index =>
    columnDefinitions[index].name.toUpperCase(),
  );
  return alignColumns(hasHeader ? [header, ...lines] : lines);
}

/** A text ends at its first line break. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) {
    return '';
  }
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

/** All columns but the last are as wide as their widest cell and a gap. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(MIN_WIDTH, ...rows.map(row => row[column].length + PADDING)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell.padEnd(widths[column]),
        )
        .join(''),
    )
    .map(line => `${line}\n`)
    .join('');
}
