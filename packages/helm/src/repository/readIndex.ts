import { METADATA_FIELDS } from '../chart/chartYaml';
import { validateMetadata } from '../chart/validateMetadata';
import { HelmError, messageOf } from '../errors';
import { decodeStrictlyInto, type Shape } from '../yaml/decodeInto';
import { DEPRECATED_FIELDS } from './chartVersion';
import type { ChartVersion, RepositoryIndex } from './chartVersion';
import { sortVersions } from './sortVersions';
import { formatTime, ZERO_TIME } from './formatTime';

const CHART_VERSION: Shape = {
  struct: 'ChartVersion',
  goType: 'repo.ChartVersion',
  embedded: { name: 'Metadata', fields: METADATA_FIELDS },
  fields: {
    urls: { list: 'string' },
    created: 'time',
    removed: 'bool',
    digest: 'string',
    checksum: 'string',
    engine: 'string',
    tillerVersion: 'string',
    url: 'string',
  },
};

const INDEX: Shape = {
  struct: 'IndexFile',
  goType: 'repo.IndexFile',
  fields: {
    serverInfo: { map: 'any' },
    apiVersion: 'string',
    generated: 'time',
    entries: { map: { list: CHART_VERSION, goType: 'repo.ChartVersions' } },
    publicKeys: { list: 'string' },
    annotations: { map: 'string' },
  },
};

type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads an index.yaml, or the JSON form of one. Entries that are no valid
 * charts are left out; the rest is sorted, the newest version first.
 * @throws HelmError - code INDEX: empty, without apiVersion, with an unknown
 *   field, or of the wrong shape
 * @see helm.sh/helm/v4/pkg/repo/v1, LoadIndexFile
 */
export function readIndex(text: string): RepositoryIndex {
  if (text === '') {
    throw new HelmError('INDEX', 'empty index.yaml file');
  }
  const fields = decodeIndex(text);
  const index = {
    serverInfo: mapOf<unknown>(fields, 'serverInfo') ?? new Map(),
    apiVersion: textOf(fields, 'apiVersion'),
    generated: timeOf(fields, 'generated'),
    entries: entriesOf(fields),
    publicKeys: textsOf(fields, 'publicKeys') ?? [],
    annotations: mapOf<string>(fields, 'annotations') ?? new Map(),
  };
  if (index.apiVersion === '') {
    throw new HelmError('INDEX', 'no API version specified');
  }
  return index;
}

function decodeIndex(text: string): Fields {
  try {
    return (decodeStrictlyInto(text, INDEX) as Fields | null) ?? new Map();
  } catch (error) {
    throw new HelmError('INDEX', messageOf(error), { cause: error });
  }
}

function entriesOf(fields: Fields): RepositoryIndex['entries'] {
  const entries = mapOf<(Fields | null)[] | null>(fields, 'entries');
  return (
    entries &&
    (new Map(
      [...entries].map(([name, items]) => [name, items && versionsOf(items)]),
    ) as RepositoryIndex['entries'])
  );
}

function versionsOf(items: readonly (Fields | null)[]): ChartVersion[] {
  const versions: ChartVersion[] = [];
  for (const item of items) {
    const version = item && toChartVersion(item);
    if (version) versions.push(version);
  }
  return sortVersions(versions);
}

/** Undefined where Helm refuses the metadata. */
function toChartVersion(fields: Fields): ChartVersion | undefined {
  try {
    return {
      metadata: validateMetadata({ fields }, { isInIndex: true }),
      urls: textsOf(fields, 'urls'),
      created: timeOf(fields, 'created'),
      removed: fields.get('removed') === true,
      digest: textOf(fields, 'digest'),
      deprecated: new Map(
        DEPRECATED_FIELDS.map(name => [name, textOf(fields, name)]),
      ),
    };
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}

function textOf(fields: Fields, key: string): string {
  return (fields.get(key) as string | null | undefined) ?? '';
}

function textsOf(fields: Fields, key: string): string[] | undefined {
  const list = fields.get(key) as (string | null)[] | null | undefined;
  return list?.map(item => item ?? '');
}

function mapOf<T>(
  fields: Fields,
  key: string,
): ReadonlyMap<string, T> | undefined {
  return (
    (fields.get(key) as ReadonlyMap<string, T> | null | undefined) ?? undefined
  );
}

function timeOf(fields: Fields, key: string): string {
  const text = textOf(fields, key);
  return text === '' ? ZERO_TIME : formatTime(text);
}
