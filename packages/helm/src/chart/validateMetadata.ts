import { HelmError } from '../errors';
import { goQuote } from '../text/goQuote';
import type { ChartMetadata, Dependency } from './chart';
import { toMetadata, type RawMetadata } from './chartYaml';
import { isVersion } from './compatibleRange';
import { sanitizeText } from './sanitizeText';

const ALIAS = /^[a-zA-Z0-9_-]+$/;
const FILE = 'Chart.yaml';

/**
 * Checks Chart.yaml and cleans its texts.
 * @param options - `isInIndex`: several dependencies of one name are allowed,
 *   because indexes are written without their aliases
 * @throws HelmError - code CHART, e.g. `validation: chart.metadata.name is required`
 */
export function validateMetadata(
  raw: RawMetadata,
  options: { readonly isInIndex?: boolean } = {},
): ChartMetadata {
  const metadata = clean(toMetadata(withoutNullItems(raw)));
  requireName(metadata.name);
  requireVersion(metadata.version);
  if (!['', 'application', 'library'].includes(metadata.type)) {
    throw refused('chart.metadata.type must be application or library');
  }
  refuseNullItems(raw, 'maintainers');
  const repeated = validateDependencies(raw, metadata.dependencies ?? []);
  if (repeated !== undefined && !options.isInIndex) {
    throw refused(
      `more than one dependency with name or alias ${goQuote(repeated)}`,
    );
  }
  return metadata;
}

function requireName(name: string): void {
  if (name === '') {
    throw refused('chart.metadata.name is required');
  }
  if (name === '.' || name === '..') {
    throw refused(`chart.metadata.name ${goQuote(name)} is not allowed`);
  }
  if (name.includes('/')) {
    throw refused(`chart.metadata.name ${goQuote(name)} is invalid`);
  }
}

function requireVersion(version: string): void {
  if (version === '') {
    throw refused('chart.metadata.version is required');
  }
  if (!isVersion(version)) {
    throw refused(`chart.metadata.version ${goQuote(version)} is invalid`);
  }
}

/**
 * In file order, so that the first fault is the one that Helm reports.
 * @returns a name or alias that occurs twice; what comes after it is unchecked
 */
function validateDependencies(
  raw: RawMetadata,
  dependencies: readonly Dependency[],
): string | undefined {
  const items = listOf(raw, 'dependencies');
  const seen = new Set<string>();
  let next = 0;
  for (const item of items) {
    if (item === null) {
      throw refused('dependencies must not contain empty or null nodes');
    }
    const { name, alias } = dependencies[next++];
    if (alias !== '' && !ALIAS.test(alias)) {
      throw refused(
        `dependency ${goQuote(name)} has disallowed characters in the alias`,
      );
    }
    const key = alias || name;
    if (seen.has(key)) {
      return key;
    }
    seen.add(key);
  }
  return undefined;
}

function refuseNullItems(raw: RawMetadata, key: string): void {
  if (listOf(raw, key).includes(null)) {
    throw refused(`${key} must not contain empty or null nodes`);
  }
}

function listOf(raw: RawMetadata, key: string): readonly unknown[] {
  return (raw.fields.get(key) as unknown[] | null | undefined) ?? [];
}

function withoutNullItems(raw: RawMetadata): RawMetadata {
  const fields = new Map(raw.fields);
  for (const key of ['maintainers', 'dependencies']) {
    const list = fields.get(key);
    if (Array.isArray(list)) {
      fields.set(
        key,
        list.filter(item => item !== null),
      );
    }
  }
  return { fields };
}

function clean(metadata: ChartMetadata): ChartMetadata {
  return {
    ...metadata,
    name: sanitizeText(metadata.name),
    description: sanitizeText(metadata.description),
    home: sanitizeText(metadata.home),
    icon: sanitizeText(metadata.icon),
    condition: sanitizeText(metadata.condition),
    tags: sanitizeText(metadata.tags),
    appVersion: sanitizeText(metadata.appVersion),
    kubeVersion: sanitizeText(metadata.kubeVersion),
    sources: metadata.sources.map(sanitizeText),
    keywords: metadata.keywords.map(sanitizeText),
    maintainers: metadata.maintainers.map(({ name, email, url }) => ({
      name: sanitizeText(name),
      email: sanitizeText(email),
      url: sanitizeText(url),
    })),
    dependencies: metadata.dependencies?.map(dependency => ({
      ...dependency,
      name: sanitizeText(dependency.name),
      version: sanitizeText(dependency.version),
      repository: sanitizeText(dependency.repository),
      condition: sanitizeText(dependency.condition),
      tags: dependency.tags.map(sanitizeText),
    })),
  };
}

function refused(message: string): HelmError {
  return new HelmError('CHART', `validation: ${message}`, { file: FILE });
}
