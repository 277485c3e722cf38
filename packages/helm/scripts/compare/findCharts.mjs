import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Chart folders below a folder; what lies inside a chart is part of it. */
export function findCharts(folder) {
  if (existsSync(join(folder, 'Chart.yaml'))) {
    return [folder];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== '.git')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => findCharts(join(folder, entry.name)));
}

/** Values files that a chart brings for its own tests. */
export function ciValues(chart) {
  const folder = join(chart, 'ci');
  return existsSync(folder) && statSync(folder).isDirectory()
    ? readdirSync(folder)
        .filter(name => /\.ya?ml$/.test(name))
        .sort()
        .map(name => join(folder, name))
    : [];
}
