import type { Chart, ChartFile } from '@backstage-gitops/helm';
import type { GoTime, StoredChart, StoredFile } from '../release/release';

/** The part of a chart that a release stores, once its dependencies were processed. */
export function toStoredChart(chart: Chart): StoredChart {
  const { metadata, lock, schema, raw } = chart;
  const hasValues =
    chart.values.size > 0 ||
    metadata.dependencies !== undefined ||
    raw.some(file => file.name === 'values.yaml');
  const timeOf = (name: string) =>
    goTimeOf(raw.find(file => file.name === name));
  return {
    metadata,
    lock,
    templates: chart.templates.map(toStoredFile),
    values: hasValues ? chart.values : undefined,
    schema,
    schemaModTime: timeOf('values.schema.json'),
    files: chart.files.map(toStoredFile),
    modTime: timeOf('Chart.yaml'),
  };
}

/** A stored chart as one that can be rendered: its subcharts are not known. */
export function fromStoredChart(stored: StoredChart): Chart {
  const { metadata, lock, templates, schema, files } = stored;
  return {
    metadata,
    lock,
    templates,
    values: stored.values ?? new Map(),
    schema,
    files,
    raw: [],
    dependencies: [],
  };
}

function toStoredFile(file: ChartFile): StoredFile {
  const { name, data } = file;
  return { name, data, modTime: goTimeOf(file) };
}

function goTimeOf(file: ChartFile | undefined): GoTime | undefined {
  return file?.modifiedSeconds === undefined
    ? undefined
    : new Date(file.modifiedSeconds * 1000)
        .toISOString()
        .replace(/\.?0*Z$/, 'Z');
}
