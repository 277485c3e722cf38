import type { GoValue } from '@backstage-gitops/go-template';
import { messageOf, wrapError } from '../errors';
import { decodeInto, type Shape } from '../yaml/decodeInto';
import type { ChartLock, ChartMetadata, Dependency } from './chart';

const DEPENDENCY: Shape = {
  struct: 'Dependency',
  goType: 'v2.Dependency',
  fields: {
    name: 'string',
    version: 'string',
    repository: 'string',
    condition: 'string',
    tags: { list: 'string' },
    enabled: 'bool',
    'import-values': { list: 'any' },
    alias: 'string',
  },
};

/** Fields of Chart.yaml, in the order in which Go writes them. */
export const METADATA_FIELDS: Readonly<Record<string, Shape>> = {
  name: 'string',
  home: 'string',
  sources: { list: 'string' },
  version: 'string',
  description: 'string',
  keywords: { list: 'string' },
  maintainers: {
    list: {
      struct: 'Maintainer',
      goType: 'v2.Maintainer',
      fields: { name: 'string', email: 'string', url: 'string' },
    },
  },
  icon: 'string',
  apiVersion: 'string',
  condition: 'string',
  tags: 'string',
  appVersion: 'string',
  deprecated: 'bool',
  annotations: { map: 'string' },
  kubeVersion: 'string',
  dependencies: { list: DEPENDENCY },
  type: 'string',
};

const METADATA: Shape = {
  struct: 'Metadata',
  goType: 'v2.Metadata',
  fields: METADATA_FIELDS,
};

const LOCK: Shape = {
  struct: 'Lock',
  goType: 'v2.Lock',
  fields: {
    generated: 'time',
    digest: 'string',
    dependencies: { list: DEPENDENCY },
  },
};

/** What Helm reads of a chart before it knows its version. */
const CHART_BASE: Shape = {
  struct: 'chartBase',
  goType: 'loader.chartBase',
  fields: { apiVersion: 'string' },
};

/** A decoded mapping; keys that the file lacks are absent. */
type Fields = ReadonlyMap<string, unknown>;

/** Chart.yaml before it is checked: a list may still hold null. */
export interface RawMetadata {
  readonly fields: Fields;
}

/**
 * Reads Chart.yaml, or requirements.yaml over what Chart.yaml gave.
 * @throws HelmError - code CHART: not YAML, or a field of another type
 */
export function readMetadata(
  text: string,
  file: string,
  base?: RawMetadata,
): RawMetadata {
  const fields = decodeFile(text, file, METADATA);
  return { fields: new Map([...(base?.fields ?? []), ...fields]) };
}

/**
 * The `apiVersion` of a Chart.yaml; empty where it has none.
 * @throws HelmError - code CHART
 */
export function readApiVersion(text: string): string {
  return textOf(decodeFile(text, 'Chart.yaml', CHART_BASE), 'apiVersion');
}

/**
 * Reads Chart.lock or requirements.lock; undefined for an empty file.
 * @throws HelmError - code CHART
 */
export function readLock(text: string, file: string): ChartLock {
  const fields = decodeFile(text, file, LOCK);
  return {
    generated: textOf(fields, 'generated'),
    digest: textOf(fields, 'digest'),
    dependencies: listOf(fields, 'dependencies')
      .filter((item): item is Fields => item instanceof Map)
      .map(toDependency),
  };
}

function decodeFile(text: string, file: string, shape: Shape): Fields {
  try {
    const decoded = decodeInto(text, shape);
    return decoded instanceof Map ? (decoded as Fields) : new Map();
  } catch (error) {
    throw wrapError(
      new Error(messageOf(error)),
      'CHART',
      `cannot load ${file}`,
    );
  }
}

/** The metadata with every absent field empty. Lists must not hold null. */
export function toMetadata({ fields }: RawMetadata): ChartMetadata {
  const dependencies = fields.get('dependencies') as
    | Fields[]
    | null
    | undefined;
  const annotations = fields.get('annotations');
  return {
    name: textOf(fields, 'name'),
    home: textOf(fields, 'home'),
    sources: textsOf(fields, 'sources'),
    version: textOf(fields, 'version'),
    description: textOf(fields, 'description'),
    keywords: textsOf(fields, 'keywords'),
    maintainers: (listOf(fields, 'maintainers') as Fields[]).map(item => ({
      name: textOf(item, 'name'),
      email: textOf(item, 'email'),
      url: textOf(item, 'url'),
    })),
    icon: textOf(fields, 'icon'),
    apiVersion: textOf(fields, 'apiVersion') || 'v1',
    condition: textOf(fields, 'condition'),
    tags: textOf(fields, 'tags'),
    appVersion: textOf(fields, 'appVersion'),
    deprecated: fields.get('deprecated') === true,
    annotations:
      annotations instanceof Map
        ? (annotations as Map<string, string>)
        : undefined,
    kubeVersion: textOf(fields, 'kubeVersion'),
    dependencies: dependencies?.map(toDependency),
    type: textOf(fields, 'type'),
  };
}

function toDependency(fields: Fields): Dependency {
  return {
    name: textOf(fields, 'name'),
    version: textOf(fields, 'version'),
    repository: textOf(fields, 'repository'),
    condition: textOf(fields, 'condition'),
    tags: textsOf(fields, 'tags'),
    enabled: fields.get('enabled') === true,
    importValues: listOf(fields, 'import-values') as GoValue[],
    alias: textOf(fields, 'alias'),
  };
}

function textOf(fields: Fields, key: string): string {
  return (fields.get(key) as string | null | undefined) ?? '';
}

function listOf(fields: Fields, key: string): readonly unknown[] {
  return (fields.get(key) as unknown[] | null | undefined) ?? [];
}

function textsOf(fields: Fields, key: string): string[] {
  return listOf(fields, key).map(item => (item as string | null) ?? '');
}
