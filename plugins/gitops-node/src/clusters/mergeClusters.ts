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
  const given = new Set(clusters.map(({ name }) => name));
  // A name that is given itself stands for no duplicate of another.
  const taken = new Set([...given, ...modes.keys()]);
  const seen = new Set<string>();
  const merged = clusters.map(located => {
    const isFirst = !seen.has(located.name);
    seen.add(located.name);
    return isFirst
      ? first(located, modes)
      : duplicate(located, freeName(located.name, taken));
  });
  const missing = isComplete
    ? [...modes].filter(([name]) => !given.has(name))
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

/** The first of `name#2`, `name#3`, … that is free; takes it. */
function freeName(name: string, taken: Set<string>): string {
  let count = 2;
  while (taken.has(`${name}#${count}`)) count += 1;
  taken.add(`${name}#${count}`);
  return `${name}#${count}`;
}

function duplicate(located: LocatedCluster, name: string): NamedCluster {
  const message = `a second one, of source "${located.source}", has the name and is not used`;
  return {
    name,
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
