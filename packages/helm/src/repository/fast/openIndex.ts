import { HelmError } from '../../errors';
import type { ChartVersion, RepositoryIndex } from '../chartVersion';
import { readIndex } from '../readIndex';
import { readVersions } from './readVersions';
import { sortFast } from './sortFast';
import { decode, splitIndex } from './splitIndex';
import type { IndexBlock } from './splitIndex';
import { UnknownFormError } from './UnknownFormError';

/** An index whose charts are not read yet. */
interface OpenedIndex {
  /** What is not an entry; the entries are empty. */
  readonly head: RepositoryIndex;
  /** In the order of the names. */
  readonly blocks: readonly IndexBlock[];
}

/**
 * Finds the charts of an index as Helm writes it.
 * @throws UnknownFormError - the whole has to be read
 */
export function openIndex(bytes: Uint8Array): OpenedIndex {
  const { head, blocks } = splitIndex(bytes);
  let read: RepositoryIndex;
  try {
    read = readIndex(head);
  } catch (error) {
    throw unlessOther(error);
  }
  // Entries that are not there are in what YAML does not read.
  if (!read.entries) throw new UnknownFormError('an index');
  return { head: read, blocks };
}

/**
 * The versions of a chart, the newest first; undefined where the index has
 * null. A chart that is written in another way is read apart from the others.
 * @throws UnknownFormError - the whole has to be read
 */
export function blockVersions(
  bytes: Uint8Array,
  { name, start, end }: IndexBlock,
): readonly ChartVersion[] | undefined {
  const text = decode(bytes.subarray(start, end));
  try {
    return sortFast(readVersions(text));
  } catch (error) {
    if (!(error instanceof UnknownFormError)) throw error;
  }
  return readApart(text, name);
}

function readApart(
  text: string,
  name: string,
): readonly ChartVersion[] | undefined {
  let entries;
  try {
    ({ entries } = readIndex(`apiVersion: v1\nentries:\n${text}`));
  } catch (error) {
    throw unlessOther(error);
  }
  if (entries?.size !== 1 || !entries.has(name)) {
    throw new UnknownFormError('an entry');
  }
  return entries.get(name) ?? undefined;
}

/** What Helm refuses is told of the whole, with its lines. */
function unlessOther(error: unknown): unknown {
  return error instanceof HelmError
    ? new UnknownFormError('what Helm refuses')
    : error;
}
