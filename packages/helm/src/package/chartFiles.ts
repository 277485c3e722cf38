import { marshal } from '@backstage-gitops/go-yaml';
import type { Chart, ChartFile, ChartLock } from '../chart/chart';
import { dependencyFields, metadataFields } from '../chart/metadataFields';
import { HelmError } from '../errors';
import { formatTime, ZERO_TIME } from '../repository/formatTime';
import { goQuote } from '../text/goQuote';

const encoder = new TextEncoder();

/**
 * The files of a packed chart, subcharts included, below a folder of the
 * chart's name and in the order in which Helm packs them.
 * @throws HelmError - CHART: a name that is a path, or a values.schema.json
 *   that is no JSON
 * @see helm.sh/helm/v4/pkg/chart/v2/util, Save
 */
export function packedFiles(chart: Chart, folder = ''): ChartFile[] {
  const { name } = chart.metadata;
  if (name === '' || name.includes('/')) {
    throw new HelmError('CHART', `invalid chart name ${goQuote(name)}`);
  }
  const base = folder + name;
  const own = [
    chartYaml(chart),
    ...lockFiles(chart),
    ...chart.raw.filter(file => file.name === 'values.yaml'),
    ...schemaFiles(chart),
    ...chart.templates,
    ...chart.files,
  ];
  return [
    ...own.map(file => ({ ...file, name: `${base}/${file.name}` })),
    ...chart.dependencies.flatMap(dependency =>
      packedFiles(dependency, `${base}/charts/`),
    ),
  ];
}

/** When a file of the chart was changed, as read. */
function timeOf(
  { raw }: Chart,
  name: string,
): Pick<ChartFile, 'modifiedSeconds'> {
  const file = raw.find(candidate => candidate.name === name);
  return { modifiedSeconds: file?.modifiedSeconds };
}

/** Charts of version v1 declare dependencies in requirements.yaml. */
function chartYaml(chart: Chart): ChartFile {
  const { metadata } = chart;
  const isV1 = metadata.apiVersion === 'v1';
  const fields = metadataFields(
    isV1 ? { ...metadata, dependencies: undefined } : metadata,
  );
  const name = 'Chart.yaml';
  return {
    ...timeOf(chart, name),
    name,
    data: encoder.encode(marshal(new Map(fields))),
  };
}

function lockFiles({ lock, metadata }: Chart): ChartFile[] {
  if (!lock || metadata.apiVersion !== 'v2') {
    return [];
  }
  // Go rounds times in archives.
  const seconds = Math.round(Date.parse(lock.generated) / 1000);
  return [
    {
      name: 'Chart.lock',
      data: encoder.encode(formatLock(lock)),
      ...(Number.isNaN(seconds) ? {} : { modifiedSeconds: seconds }),
    },
  ];
}

/** Text of a Chart.lock, as Helm writes it. */
function formatLock({ dependencies, digest, generated }: ChartLock) {
  return marshal(
    new Map<string, unknown>([
      ['generated', generated === '' ? ZERO_TIME : formatTime(generated)],
      ['digest', digest],
      ['dependencies', dependencies.map(dependencyFields)],
    ]),
  );
}

function schemaFiles(chart: Chart): ChartFile[] {
  const { schema } = chart;
  if (!schema) {
    return [];
  }
  const name = 'values.schema.json';
  try {
    JSON.parse(new TextDecoder().decode(schema));
  } catch (cause) {
    throw new HelmError('CHART', `invalid JSON in ${name}`, {
      file: name,
      cause,
    });
  }
  return [{ ...timeOf(chart, name), name, data: schema }];
}
