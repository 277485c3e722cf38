import type { Chart } from '../chart/chart';
import { compareStrings } from '../text/compareStrings';

const NOTES = 'NOTES.txt';

/**
 * Takes every NOTES.txt out of the rendered files.
 * @param files - is changed
 * @param includeSubcharts - true joins the notes of subcharts, by path
 */
export function takeNotes(
  files: Map<string, string>,
  chart: Chart,
  includeSubcharts = false,
): string {
  const own = `${chart.metadata.name}/templates/${NOTES}`;
  const notes: string[] = [];
  const paths = [...files.keys()].filter(path => path.endsWith(NOTES));
  for (const path of paths.sort(compareStrings)) {
    if (includeSubcharts || path === own) {
      notes.push(files.get(path) ?? '');
    }
    files.delete(path);
  }
  return notes.filter(Boolean).join('\n');
}
