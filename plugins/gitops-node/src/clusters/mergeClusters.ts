import { LocatedCluster, unusable } from './locators/LocatedCluster';
import { ClusterMode, DEFAULT_MODE } from './modes';

/** A located cluster under a name that no other has. */
export interface NamedCluster {
  readonly name: string;
  readonly title?: string;
  readonly mode: ClusterMode;
  readonly located: LocatedCluster;
}

/**
 * Gives each cluster its mode and a unique name. The first of a name keeps it,
 * so clusters of app-config go before those of the catalog; each further one
 * becomes `name#2`, … with the problem `duplicate-name`, and is not connected.
 * @param isComplete - false while a locator has not answered: a mode whose
 * cluster is missing is not reported yet
 */
export function mergeClusters(
  clusters: readonly LocatedCluster[],
  modes: ReadonlyMap<string, ClusterMode>,
  isComplete: boolean,
): NamedCluster[] {
  const counts = new Map<string, number>();
  const merged = clusters.map(located => {
    const count = (counts.get(located.name) ?? 0) + 1;
    counts.set(located.name, count);
    return count === 1 ? first(located, modes) : duplicate(located, count);
  });
  const missing = isComplete
    ? [...modes].filter(([name]) => !counts.has(name))
    : [];
  return [...merged, ...missing.map(([name, mode]) => unknown(name, mode))];
}

function first(
  located: LocatedCluster,
  modes: ReadonlyMap<string, ClusterMode>,
): NamedCluster {
  const { name, title } = located;
  const mode = modes.get(name) ?? located.mode ?? DEFAULT_MODE;
  return { name, title, mode, located };
}

function duplicate(located: LocatedCluster, count: number): NamedCluster {
  const message = `a second one, of source "${located.source}", has the name and is not used`;
  return {
    name: `${located.name}#${count}`,
    title: located.title ?? located.name,
    mode: DEFAULT_MODE,
    located: unusable(located, 'duplicate-name', message),
  };
}

function unknown(name: string, mode: ClusterMode): NamedCluster {
  const message = 'gitops.clusters names it, and no cluster locator gives it';
  const located = unusable(
    { name, source: 'unknown' },
    'unknown-cluster',
    message,
  );
  return { name, mode, located };
}
