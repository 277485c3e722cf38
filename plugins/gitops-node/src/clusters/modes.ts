import type { Config } from '@backstage/config';
import type { ClusterProblem, ControllersMode } from './types';

/** What the `gitops` section chooses for one cluster. */
export interface ClusterMode {
  readonly controllers: ControllersMode;
  /** The configured value is no mode. */
  readonly problem?: ClusterProblem;
}

/** What a cluster gets that the `gitops` section does not speak of. */
export const DEFAULT_MODE: ClusterMode = { controllers: 'observe' };

/**
 * Reads `gitops.clusters[]`: mode by name of the cluster. An entry without a
 * name is kept under its place, so that it is reported as an unknown cluster.
 */
export function readModes(config: Config): Map<string, ClusterMode> {
  const entries = config.getOptionalConfigArray('gitops.clusters') ?? [];
  return new Map(
    entries.map((entry, index) => {
      const name: unknown = entry.getOptional('name');
      const key = typeof name === 'string' ? name : `gitops.clusters[${index}]`;
      return [key, readMode(entry)];
    }),
  );
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
