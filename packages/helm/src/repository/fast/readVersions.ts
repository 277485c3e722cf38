import type { ChartMetadata, Dependency, Maintainer } from '../../chart/chart';
import { isVersion } from '../../chart/compatibleRange';
import { sanitizeText } from '../../chart/sanitizeText';
import { timeProblem } from '../../yaml/timeProblem';
import type { ChartVersion } from '../chartVersion';
import { DEPRECATED_FIELDS } from '../chartVersion';
import { formatTime, ZERO_TIME } from '../formatTime';
import { BlockReader } from './BlockReader';
import { UnknownFormError } from './UnknownFormError';

/** Blanks in front of the names of charts. */
const NAME_INDENT = 2;
const ALIAS = /^[a-zA-Z0-9_-]*$/;
const TYPES = ['', 'application', 'library'];
/** Times for which the number of days in a month does not matter. */
const SAFE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the versions of one chart in an index as Helm writes it.
 * @param text - from the line of the chart's name to that of the next chart
 * @returns in the order of the text
 * @throws UnknownFormError - it is written in another way, or has a version
 *   that Helm refuses
 */
export function readVersions(text: string): ChartVersion[] {
  const reader = new BlockReader(text);
  reader.skipLine();
  if (reader.isAtEnd) throw new UnknownFormError('an entry');
  const indent = reader.indent();
  const versions: ChartVersion[] = [];
  while (!reader.isAtEnd) {
    if (indent < NAME_INDENT || !reader.isItem(indent)) {
      throw new UnknownFormError('an entry');
    }
    reader.enterItem(indent);
    versions.push(new VersionReader(reader, indent + 2).read());
  }
  return versions;
}

const NONE: readonly string[] = [];

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function emptyMetadata(): Writable<ChartMetadata> {
  return {
    name: '',
    home: '',
    sources: NONE,
    version: '',
    description: '',
    keywords: NONE,
    maintainers: [],
    icon: '',
    apiVersion: '',
    condition: '',
    tags: '',
    appVersion: '',
    deprecated: false,
    annotations: undefined,
    kubeVersion: '',
    dependencies: undefined,
    type: '',
  };
}

/** Reads one version. */
class VersionReader {
  readonly #metadata = emptyMetadata();
  readonly #deprecated = new Map<string, string>();
  #urls: string[] | undefined;
  #created = ZERO_TIME;
  #removed = false;
  #digest = '';

  constructor(
    private readonly reader: BlockReader,
    /** Of the keys. */
    private readonly column: number,
  ) {}

  read(): ChartVersion {
    this.reader.readMapping(this.column, key => {
      if (!this.#readOwn(key)) this.#readMetadata(key);
    });
    this.#metadata.apiVersion ||= 'v1';
    requireValid(this.#metadata);
    return {
      metadata: this.#metadata,
      urls: this.#urls,
      created: this.#created,
      removed: this.#removed,
      digest: this.#digest,
      deprecated: this.#deprecated,
    };
  }

  /** Reads a field that only indexes have. @returns whether it is one */
  #readOwn(key: string): boolean {
    const { column, reader } = this;
    switch (key) {
      case 'urls':
        this.#urls = this.#texts();
        return true;
      case 'created':
        this.#created = toTime(reader.readText(column));
        return true;
      case 'removed':
        this.#removed = reader.readFlag();
        return true;
      case 'digest':
        this.#digest = reader.readText(column);
        return true;
      default:
        return this.#readDeprecated(key);
    }
  }

  #readDeprecated(key: string): boolean {
    const isDeprecated = (DEPRECATED_FIELDS as readonly string[]).includes(key);
    if (isDeprecated) {
      this.#deprecated.set(key, this.reader.readText(this.column));
    }
    return isDeprecated;
  }

  #readMetadata(key: string): void {
    const { column, reader } = this;
    const metadata = this.#metadata;
    switch (key) {
      case 'name':
      case 'home':
      case 'description':
      case 'icon':
      case 'condition':
      case 'tags':
      case 'appVersion':
      case 'kubeVersion':
        metadata[key] = sanitizeText(reader.readText(column));
        return;
      case 'version':
      case 'apiVersion':
      case 'type':
        metadata[key] = reader.readText(column);
        return;
      case 'sources':
      case 'keywords':
        metadata[key] = this.#texts().map(sanitizeText);
        return;
      case 'deprecated':
        metadata.deprecated = reader.readFlag();
        return;
      case 'annotations':
        metadata.annotations = sorted(reader.readTexts(column));
        return;
      case 'maintainers':
        metadata.maintainers = this.#maintainers();
        return;
      case 'dependencies':
        metadata.dependencies = this.#dependencies();
        return;
      default:
        throw new UnknownFormError('a field');
    }
  }

  #texts(): string[] {
    const { column, reader } = this;
    return reader.readList(column, indent => reader.readText(indent));
  }

  #maintainers(): Maintainer[] {
    const { column, reader } = this;
    return reader.readList(column, indent => {
      const maintainer: Writable<Maintainer> = { name: '', email: '', url: '' };
      reader.readMapping(indent + 2, key => {
        if (key !== 'name' && key !== 'email' && key !== 'url') {
          throw new UnknownFormError('a maintainer');
        }
        maintainer[key] = sanitizeText(reader.readText(indent + 2));
      });
      return maintainer;
    });
  }

  #dependencies(): Dependency[] {
    const { column, reader } = this;
    return reader.readList(column, indent =>
      readDependency(reader, indent + 2),
    );
  }
}

function readDependency(reader: BlockReader, column: number): Dependency {
  const dependency: Writable<Dependency> = {
    name: '',
    version: '',
    repository: '',
    condition: '',
    tags: NONE,
    enabled: false,
    importValues: [],
    alias: '',
  };
  reader.readMapping(column, key => {
    switch (key) {
      case 'name':
      case 'version':
      case 'repository':
      case 'condition':
        dependency[key] = sanitizeText(reader.readText(column));
        return;
      case 'alias':
        dependency.alias = reader.readText(column);
        return;
      case 'enabled':
        dependency.enabled = reader.readFlag();
        return;
      case 'tags':
        dependency.tags = reader
          .readList(column, indent => reader.readText(indent))
          .map(sanitizeText);
        return;
      case 'import-values':
        dependency.importValues = reader.readList(column, indent =>
          reader.readText(indent),
        );
        return;
      default:
        throw new UnknownFormError('a dependency');
    }
  });
  return dependency;
}

/** What Helm refuses is left to the reader that tells how. */
function requireValid(metadata: ChartMetadata): void {
  const { dependencies = [], name, type, version } = metadata;
  const isValid =
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !name.includes('/') &&
    isVersion(version) &&
    TYPES.includes(type) &&
    dependencies.every(({ alias }) => ALIAS.test(alias));
  if (!isValid) throw new UnknownFormError('metadata');
}

function toTime(text: string): string {
  const isTime = SAFE_TIME.test(text) || timeProblem(text) === undefined;
  if (!isTime) throw new UnknownFormError('a time');
  return formatTime(text);
}

/** Keys in order, as Go reads them. */
function sorted(texts: Map<string, string>): Map<string, string> {
  const entries = [...texts];
  const isSorted = entries.every(
    ([key], index) => index === 0 || entries[index - 1][0] < key,
  );
  return isSorted
    ? texts
    : new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
