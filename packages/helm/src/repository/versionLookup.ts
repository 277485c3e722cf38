import type { ChartRecord } from './chartRecord';
import type { ChartVersion } from './chartVersion';
import { readIndex } from './readIndex';
import { blockVersions, openIndex } from './fast/openIndex';
import { storedEntries } from './storedEntries';
import { UnknownFormError } from './fast/UnknownFormError';

type Row = readonly [
  version: string,
  url: string | null,
  digest: string,
  created: string,
];

/** Fields of a version as an index in JSON has them. */
interface StoredVersion {
  readonly version: string;
  readonly urls?: readonly string[] | null;
  readonly digest?: string;
  readonly created: string;
}

/**
 * Shortens an index to what {@link VersionLookup} needs: about a tenth.
 * @param bytes - index.yaml, or its stored JSON form, which is read entry by entry
 * @returns a line of JSON for each chart
 * @throws HelmError - INDEX
 */
export function makeLookup(bytes: Uint8Array): string {
  for (const read of [lookupOfStored, lookupOfBlocks]) {
    try {
      return read(bytes);
    } catch (error) {
      if (!(error instanceof UnknownFormError)) throw error;
    }
  }
  return lookupOfText(new TextDecoder().decode(bytes));
}

function lookupOfBlocks(bytes: Uint8Array): string {
  const { blocks } = openIndex(bytes);
  return toText(
    blocks.map(block => {
      const versions = blockVersions(bytes, block) ?? [];
      return toLine(block.name, versions.map(toRow));
    }),
  );
}

function lookupOfStored(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (const { name, json } of storedEntries(bytes)) {
    const versions = JSON.parse(json) as readonly StoredVersion[] | null;
    lines.push(toLine(name, (versions ?? []).map(rowOfStored)));
  }
  return toText(lines);
}

function lookupOfText(text: string): string {
  const { entries = new Map() } = readIndex(text);
  const lines = [...entries].map(([name, versions]) =>
    toLine(name, ((versions ?? []) as readonly ChartVersion[]).map(toRow)),
  );
  return toText(lines);
}

function rowOfStored({ version, urls, digest, created }: StoredVersion): Row {
  return [version, urls?.[0] ?? null, digest ?? '', created];
}

function toRow({ metadata, urls, digest, created }: ChartVersion): Row {
  return [metadata.version, urls?.[0] ?? null, digest, created];
}

function toLine(name: string, rows: readonly Row[]): string {
  return JSON.stringify([name, rows]);
}

/** With a line break before and behind every line. */
function toText(lines: readonly string[]): string {
  return `\n${lines.map(line => `${line}\n`).join('')}`;
}

/** The versions of the charts of an index, by name, in little memory. */
export class VersionLookup {
  /** @param lines - what {@link makeLookup} gives */
  constructor(private readonly lines: string) {}

  /** Bytes that it takes at most. */
  get sizeBytes(): number {
    return this.lines.length * 2;
  }

  /** The versions of a chart in the order of the index; undefined when it has no such chart. */
  versionsOf(name: string): readonly ChartRecord[] | undefined {
    const start = this.lines.indexOf(`\n[${JSON.stringify(name)},`);
    if (start < 0) return undefined;
    const end = this.lines.indexOf('\n', start + 1);
    const [, rows] = JSON.parse(this.lines.slice(start + 1, end)) as [
      string,
      readonly Row[],
    ];
    return rows.map(([version, url, digest, created]) => ({
      ...{ version, digest, created },
      url: url ?? undefined,
    }));
  }
}
