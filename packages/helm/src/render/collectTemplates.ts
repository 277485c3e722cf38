import type { GoValue } from '@backstage-gitops/go-template';
import type { Chart, ChartFile } from '../chart/chart';
import { compareStrings } from '../text/compareStrings';
import { isTable, type Values } from '../values/values';
import { toFilesObject } from './filesObject';
import { toChartMap, toValuesObject } from './goObjects';

/** A template with the data that it is executed with. */
export interface Renderable {
  /** Path below the root chart, e.g. `app/charts/db/templates/secret.yaml`. */
  readonly path: string;
  readonly file: ChartFile;
  /** Shared by all templates of one chart. */
  readonly scope: Values;
  /** What `.Template.BasePath` shows. */
  readonly basePath: string;
}

/** What every chart of a release sees. */
interface SharedScope {
  readonly release: GoValue;
  readonly capabilities: GoValue;
}

/**
 * All templates of a chart and its subcharts, each with the values of its
 * own chart, in the order in which Helm parses and executes them: deeper
 * folders first, then by name backwards.
 */
export function collectTemplates(
  chart: Chart,
  values: Values,
  shared: SharedScope,
): Renderable[] {
  const templates = new Map<string, Renderable>();
  collect(
    chart,
    values,
    { path: chart.metadata.name, isRoot: true },
    {
      shared,
      templates,
    },
  );
  return [...templates.values()].sort(byDepthBackwards);
}

interface Position {
  readonly path: string;
  readonly isRoot: boolean;
}

interface Collector {
  readonly shared: SharedScope;
  readonly templates: Map<string, Renderable>;
}

function collect(
  chart: Chart,
  values: Values | undefined,
  position: Position,
  collector: Collector,
): Values {
  const { shared, templates } = collector;
  const subcharts: Values = new Map();
  const scope: Values = new Map<string, GoValue>([
    ['Chart', toChartMap(chart.metadata, position.isRoot)],
    ['Files', toFilesObject(chart.files)],
    ['Release', shared.release],
    ['Capabilities', shared.capabilities],
    ['Values', toValuesObject(values ?? new Map())],
    ['Subcharts', subcharts],
  ]);
  for (const subchart of chart.dependencies) {
    const { name } = subchart.metadata;
    const own = values?.get(name);
    const path = `${position.path}/charts/${name}`;
    subcharts.set(
      name,
      collect(
        subchart,
        isTable(own) ? own : undefined,
        { path, isRoot: false },
        collector,
      ),
    );
  }
  const isLibrary = chart.metadata.type.toLowerCase() === 'library';
  for (const file of chart.templates) {
    if (!isLibrary || baseName(file.name).startsWith('_')) {
      const path = `${position.path}/${file.name}`;
      templates.set(path, {
        path,
        file,
        scope,
        basePath: `${position.path}/templates`,
      });
    }
  }
  return scope;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function byDepthBackwards(a: Renderable, b: Renderable): number {
  return depthOf(b.path) - depthOf(a.path) || compareStrings(b.path, a.path);
}

function depthOf(path: string): number {
  return path.split('/').length;
}
