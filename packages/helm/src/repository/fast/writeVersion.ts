import type { Dependency, Maintainer } from '../../chart/chart';
import { formatGoJson } from '../../text/formatGoJson';
import { sortKeys } from '../../chart/metadataFields';
import { DEPRECATED_FIELDS } from '../chartVersion';
import type { ChartVersion } from '../chartVersion';

/** What JSON writes as it is, in Go too. */
const SAFE = /^[\x20-\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5b\x5d-\x7e]*$/;

const STEP = '  ';

/** A text in JSON. */
function quote(text: string): string {
  return SAFE.test(text) ? `"${text}"` : formatGoJson(text, STEP);
}

/** Writes objects field by field, leaving out what is empty: Go's `omitempty`. */
class ObjectWriter {
  #text = '{';
  #separator: string;
  readonly #inner: string;

  /** @param lineBreak - with the blanks in front of the closing bracket */
  constructor(private readonly lineBreak: string) {
    this.#inner = `${lineBreak}${STEP}`;
    this.#separator = this.#inner;
  }

  /** A value that is JSON already. */
  raw(name: string, json: string): void {
    this.#text += `${this.#separator}"${name}": ${json}`;
    this.#separator = `,${this.#inner}`;
  }

  text(name: string, value: string): void {
    if (value !== '') this.raw(name, quote(value));
  }

  flag(name: string, value: boolean): void {
    if (value) this.raw(name, 'true');
  }

  texts(name: string, values: readonly string[]): void {
    if (values.length > 0) this.list(name, values, quote);
  }

  /** A list, also where it is empty. */
  list<T>(
    name: string,
    items: readonly T[],
    write: (item: T, lineBreak: string) => string,
  ): void {
    const inner = `${this.#inner}${STEP}`;
    const json = items.map(item => write(item, inner)).join(`,${inner}`);
    const isEmpty = items.length === 0;
    this.raw(name, isEmpty ? '[]' : `[${inner}${json}${this.#inner}]`);
  }

  map(name: string, values: ReadonlyMap<string, string>): void {
    const inner = `${this.#inner}${STEP}`;
    const json = Array.from(
      values,
      ([key, value]) => `${quote(key)}: ${quote(value)}`,
    ).join(`,${inner}`);
    if (values.size > 0) this.raw(name, `{${inner}${json}${this.#inner}}`);
  }

  end(): string {
    const isEmpty = this.#text === '{';
    return isEmpty ? '{}' : `${this.#text}${this.lineBreak}}`;
  }
}

/**
 * A version of a chart in JSON as Go writes it.
 * @param lineBreak - a line break with the blanks in front of the version
 */
export function writeVersion(version: ChartVersion, lineBreak: string): string {
  const writer = new ObjectWriter(lineBreak);
  writeMetadata(writer, version);
  const { urls, created, removed, digest, deprecated } = version;
  if (urls) writer.list('urls', urls, quote);
  else writer.raw('urls', 'null');
  writer.raw('created', quote(created));
  writer.flag('removed', removed);
  writer.text('digest', digest);
  for (const name of DEPRECATED_FIELDS) {
    writer.text(name, deprecated.get(name) ?? '');
  }
  return writer.end();
}

function writeMetadata(writer: ObjectWriter, { metadata }: ChartVersion): void {
  const { annotations, dependencies = [], maintainers } = metadata;
  writer.text('name', metadata.name);
  writer.text('home', metadata.home);
  writer.texts('sources', metadata.sources);
  writer.text('version', metadata.version);
  writer.text('description', metadata.description);
  writer.texts('keywords', metadata.keywords);
  if (maintainers.length > 0) {
    writer.list('maintainers', maintainers, writeMaintainer);
  }
  writer.text('icon', metadata.icon);
  writer.text('apiVersion', metadata.apiVersion);
  writer.text('condition', metadata.condition);
  writer.text('tags', metadata.tags);
  writer.text('appVersion', metadata.appVersion);
  writer.flag('deprecated', metadata.deprecated);
  if (annotations) writer.map('annotations', annotations);
  writer.text('kubeVersion', metadata.kubeVersion);
  if (dependencies.length > 0) {
    writer.list('dependencies', dependencies, writeDependency);
  }
  writer.text('type', metadata.type);
}

function writeMaintainer(maintainer: Maintainer, lineBreak: string): string {
  const writer = new ObjectWriter(lineBreak);
  writer.text('name', maintainer.name);
  writer.text('email', maintainer.email);
  writer.text('url', maintainer.url);
  return writer.end();
}

function writeDependency(dependency: Dependency, lineBreak: string): string {
  const { importValues } = dependency;
  const writer = new ObjectWriter(lineBreak);
  writer.raw('name', quote(dependency.name));
  writer.text('version', dependency.version);
  writer.raw('repository', quote(dependency.repository));
  writer.text('condition', dependency.condition);
  writer.texts('tags', dependency.tags);
  writer.flag('enabled', dependency.enabled);
  if (importValues.length > 0) {
    writer.list('import-values', importValues, (item, inner) =>
      formatGoJson(sortKeys(item), STEP).replaceAll('\n', inner),
    );
  }
  writer.text('alias', dependency.alias);
  return writer.end();
}
