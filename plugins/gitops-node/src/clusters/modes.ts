import type { Config } from '@backstage/config';
import { ConfigShapeError, readSections, unreadable } from './configShape';
import type { LocatedCluster } from './locators/LocatedCluster';
import type { ClusterProblem, ControllersMode } from './types';

/** What the `gitops` section chooses for one cluster. */
export interface ClusterMode {
  readonly controllers: ControllersMode;
  /** The configured value is no mode. */
  readonly problem?: ClusterProblem;
}

/** What a cluster gets that the `gitops` section does not speak of. */
export const DEFAULT_MODE: ClusterMode = { controllers: 'observe' };

/** What `gitops.clusters[]` says. */
interface ConfiguredModes {
  /** By name of the cluster. */
  readonly modes: ReadonlyMap<string, ClusterMode>;
  /** One for each entry that can't be read. */
  readonly faults: readonly LocatedCluster[];
}

const ENTRY = 'a map of name and controllers';

/**
 * Reads `gitops.clusters[]`. An entry without a name is kept under its place, so
 * that it is reported as an unknown cluster.
 */
export function readModes(config: Config): ConfiguredModes {
  const modes = new Map<string, ClusterMode>();
  const faults: LocatedCluster[] = [];
  try {
    const entries = readSections(config, 'gitops.clusters', ENTRY);
    for (const [index, entry] of entries.entries()) {
      if (entry instanceof ConfigShapeError) {
        faults.push(unreadable(entry, 'unknown'));
        continue;
      }
      const name: unknown = entry.getOptional('name');
      const key = typeof name === 'string' ? name : `gitops.clusters[${index}]`;
      modes.set(key, readMode(entry));
    }
  } catch (error) {
    faults.push(unreadable(error, 'unknown'));
  }
  return { modes, faults };
}

/** Reads `controllers` of a section; {@link DEFAULT_MODE} when it is absent. */
export function readMode(section: Config): ClusterMode {
  const value: unknown = section.getOptional('controllers');
  if (value === undefined) return DEFAULT_MODE;
  if (value === 'run' || value === 'observe') return { controllers: value };
  return {
    controllers: 'observe',
    problem: {
      code: 'invalid-mode',
      message: `controllers must be "run" or "observe", not ${JSON.stringify(
        value,
      )}; the cluster is observed`,
    },
  };
}
