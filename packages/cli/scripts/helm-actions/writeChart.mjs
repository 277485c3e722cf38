import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** Files of charts are as old on both sides: Helm stores the times. */
const FILE_TIME = new Date('2024-02-29T12:00:00Z');

/**
 * Writes a chart of the scenarios' own form as a folder. `@ns@` in its texts
 * becomes the namespace.
 * @param chart - `{ name, version, objects, templates, hooks, crds, values, notes, schema, files, subcharts, metadata }`
 */
export function writeChart(chart, folder, namespace) {
  for (const [path, content] of Object.entries(chartFiles(chart))) {
    writeFile(join(folder, path), content.replaceAll('@ns@', namespace));
  }
}

/** Writes a file and what leads to it, at a time that is always the same. */
export function writeFile(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, FILE_TIME, FILE_TIME);
}

function chartFiles({
  name = 'app',
  version = '1.0.0',
  objects = [],
  templates = {},
  crds = [],
  values,
  notes,
  schema,
  files = {},
  subcharts = [],
  metadata = {},
}) {
  const head = { apiVersion: 'v2', name, version, ...metadata };
  return {
    'Chart.yaml': textOf(head),
    ...(values && { 'values.yaml': textOf(values) }),
    ...(notes && { 'templates/NOTES.txt': notes }),
    ...(schema && { 'values.schema.json': JSON.stringify(schema) }),
    ...Object.fromEntries(
      objects.map((object, index) => [
        `templates/${templateName(object, index)}`,
        textOf(object),
      ]),
    ),
    ...prefixed('templates', templates),
    ...Object.fromEntries(
      crds.map((crd, index) => [`crds/crd-${index}.yaml`, textOf(crd)]),
    ),
    ...files,
    ...Object.assign(
      {},
      ...subcharts.map(chart =>
        prefixed(`charts/${chart.name}`, chartFiles(chart)),
      ),
    ),
  };
}

function templateName(object, index) {
  const name =
    typeof object === 'string' ? 'template' : object.kind.toLowerCase();
  return `${String(index).padStart(2, '0')}-${name}.yaml`;
}

/** Flow style and long lines would be folded: templates stay as they are. */
function textOf(value) {
  return typeof value === 'string'
    ? value
    : stringify(value, { lineWidth: 0, compat: 'yaml-1.1' });
}

function prefixed(folder, files) {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  );
}
