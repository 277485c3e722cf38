import { isNotFound } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { textsOfSecret } from '../../../configs';
import type { Substitution } from '../build/request';
import type { KustomizationOptions } from '../options';
import type { Kustomization, KustomizationContext } from '../types';

type Source = NonNullable<
  NonNullable<Kustomization['spec']['postBuild']>['substituteFrom']
>[number];

interface DataObject extends KubeObject {
  data?: Record<string, string>;
}

/** Text values of a ConfigMap, or decoded ones of a Secret. */
function valuesOf(object: DataObject): Readonly<Record<string, string>> {
  return object.kind === 'Secret' ? textsOfSecret(object) : object.data ?? {};
}

/** Values of one source, or why there are none. */
async function readSource(
  ctx: KustomizationContext,
  source: Source,
): Promise<Record<string, string> | string> {
  const { kind, name, optional } = source;
  const { namespace } = ctx.object.metadata;
  try {
    const object = await ctx.client.get<DataObject>(
      { apiVersion: 'v1', kind },
      { namespace, name },
      { signal: ctx.signal },
    );
    return valuesOf({ ...object, kind });
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (isNotFound(error) && optional) return {};
    const why = error instanceof Error ? error.message : String(error);
    return `substitute from '${kind}/${name}' error: ${why}`;
  }
}

/**
 * Merges the variables of `postBuild`: substituteFrom in order, later wins, and
 * substitute wins over all. Undefined when there is nothing to substitute.
 * A source that can't be read fails the build, with the object that needs it.
 */
export async function resolveVariables(
  ctx: KustomizationContext,
  options: KustomizationOptions,
): Promise<Substitution | undefined> {
  const { postBuild } = ctx.object.spec;
  if (!postBuild) return undefined;
  const strict = options.featureGates.StrictPostBuildSubstitutions;
  const variables: Record<string, string> = {};
  for (const source of postBuild.substituteFrom ?? []) {
    const found = await readSource(ctx, source);
    if (typeof found === 'string') return { variables, strict, failure: found };
    Object.assign(variables, found);
  }
  Object.assign(variables, postBuild.substitute);
  const isAlways = postBuild.substituteStrategy === 'Always';
  if (Object.keys(variables).length === 0 && !isAlways) return undefined;
  return { variables, strict };
}
