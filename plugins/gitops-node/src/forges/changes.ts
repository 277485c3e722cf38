import { sortBy } from './sorting';
import type { ChangedFile } from './types';

type Change = Extract<ChangedFile['change'], 'added' | 'modified' | 'removed'>;

/** A file in one commit. */
interface FileStep {
  readonly path: string;
  readonly change: Change;
}

/** What two changes of a file make together; nothing where it comes and goes. */
const TOGETHER: Readonly<
  Record<Change, Readonly<Record<Change, Change | undefined>>>
> = {
  added: { added: 'added', modified: 'added', removed: undefined },
  modified: { added: 'modified', modified: 'modified', removed: 'removed' },
  removed: { added: 'modified', modified: 'modified', removed: 'removed' },
};

/**
 * What commits change together. A file whose changes cancel out counts as modified.
 * @param steps - of the oldest commit first
 */
export function composeChanges(steps: readonly FileStep[]): ChangedFile[] {
  const changes = new Map<string, Change>();
  for (const { path, change } of steps) {
    const before = changes.get(path);
    const now = before === undefined ? change : TOGETHER[before][change];
    if (now === undefined) changes.delete(path);
    else changes.set(path, now);
  }
  const files = [...changes].map(([path, change]) => ({
    ...{ path, change },
    previousPath: undefined,
  }));
  return sortBy(files, ({ path }) => path);
}
