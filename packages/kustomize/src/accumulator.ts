import {
  EMPTY_CONFIG,
  mergeConfigs,
  type TransformerConfig,
} from './config/transformerConfig';
import type { BuildState } from './buildState';
import { describeVar, markVarSources, parseVar, VarSet } from './refs/vars';
import type { VarSettings } from './load/kustomizationTypes';
import { ResourceMap } from './resources/resourceMap';
import { withPrefix } from './errors';

/** What a kustomization has gathered: objects, field configuration and vars. */
export class Accumulator {
  readonly map: ResourceMap;
  config: TransformerConfig = EMPTY_CONFIG;
  readonly vars = new VarSet();

  constructor(state: BuildState) {
    this.map = new ResourceMap(state.context);
  }

  /** Adds configuration. @throws KustomizeError - invalid-config */
  addConfig(config: TransformerConfig): void {
    this.config = mergeConfigs(this.config, config);
  }

  /** Adds vars and remembers which objects they read. @throws KustomizeError */
  addVars(settings: readonly VarSettings[]): void {
    if (settings.length === 0) return;
    const vars = settings.map(parseVar);
    withPrefix(
      `merging vars [${settings.map(describeSettings).join(' ')}]`,
      () => {
        markVarSources(this.map, vars);
        this.vars.add(vars);
      },
    );
  }

  /** Takes over all that an included kustomization gathered. @throws KustomizeError - conflict */
  absorb(other: Accumulator): void {
    this.map.appendAll(other.map.resources);
    this.addConfig(other.config);
    this.vars.add(other.vars.vars);
  }
}

function describeSettings({
  name = '',
  objref,
  fieldref,
}: VarSettings): string {
  const { group = '', version = '', kind = '' } = objref ?? {};
  const gvk = { group, version, kind };
  return describeVar({ name, gvk, fieldPath: fieldref?.fieldPath ?? '' });
}
