import { decodeUtf8 } from '@backstage-gitops/go-template';
import type { ChartFile } from './chart';
import { IgnoreRules } from './ignoreRules';
import { compareStrings } from '../text/compareStrings';

/**
 * The files of a chart folder in the order in which Helm walks them, without
 * those that its .helmignore names. Archives are not filtered this way.
 * @param files - content by path relative to the chart, with `/`
 * @param modifiedSeconds - times of the files, by the same paths
 * @throws HelmError - code CHART: a rule that .helmignore may not have
 */
export function applyIgnoreFile(
  files: ReadonlyMap<string, Uint8Array>,
  modifiedSeconds?: ReadonlyMap<string, number>,
): ChartFile[] {
  const ignoreFile = files.get('.helmignore');
  const rules = new IgnoreRules(ignoreFile ? decodeUtf8(ignoreFile) : '');
  const ignoredFolders = new Map<string, boolean>();

  const isFolderIgnored = (folder: string): boolean => {
    const known = ignoredFolders.get(folder);
    if (known !== undefined) {
      return known;
    }
    const parent = parentOf(folder);
    const ignored =
      (parent !== '' && isFolderIgnored(parent)) || rules.ignores(folder, true);
    ignoredFolders.set(folder, ignored);
    return ignored;
  };

  return [...files]
    .filter(([path]) => {
      const parent = parentOf(path);
      return (
        !(parent !== '' && isFolderIgnored(parent)) &&
        !rules.ignores(path, false)
      );
    })
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([name, data]) => ({
      name,
      data: withoutByteOrderMark(data),
      ...(modifiedSeconds && { modifiedSeconds: modifiedSeconds.get(name) }),
    }));
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Folder by folder: `a/z` comes before `a.yaml`, as names are compared, not paths. */
function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < left.length && index < right.length; index++) {
    const order = compareStrings(left[index], right[index]);
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

/** The content without a UTF-8 byte order mark. */
export function withoutByteOrderMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf
    ? data.subarray(3)
    : data;
}
