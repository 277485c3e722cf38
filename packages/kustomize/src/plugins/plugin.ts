import type { BuildState } from '../buildState';
import type { Loader } from '../load/loader';
import type { Resource } from '../resources/resource';
import type { ResourceMap } from '../resources/resourceMap';
import type { Origin } from '../resources/origin';

/** What configuring a plugin needs: the files of its kustomization and the build. */
export interface PluginContext {
  readonly loader: Loader;
  readonly state: BuildState;
}

/** A configured generator and where it was configured, for `buildMetadata`. */
export interface GeneratorStep {
  readonly generate: () => readonly Resource[];
  readonly origin?: Origin;
}

/** A configured transformer and where it was configured, for `buildMetadata`. */
export interface TransformerStep {
  readonly transform: (map: ResourceMap) => void;
  readonly origin?: Origin;
}
