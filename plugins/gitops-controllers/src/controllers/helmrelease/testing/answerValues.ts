import { GoInt } from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import { ApiError, silentLogger } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey, TypeMeta } from '@backstage-gitops/kube';
import type { HelmReleaseContext, HelmReleaseSpec } from '../types';
import { mergeValues } from '../values/mergeValues';
import { toValues } from '../values/packedValues';
import { readReferences } from '../values/readReferences';

interface DataObject extends KubeObject {
  data?: Record<string, string>;
}

/** Values of a HelmRelease in namespace `apps`, and what they refer to. */
export interface ValuesQuestion {
  readonly values?: unknown;
  readonly valuesFrom: NonNullable<HelmReleaseSpec['valuesFrom']>;
  readonly configMaps: readonly DataObject[];
  readonly secrets: readonly DataObject[];
}

/** A context as far as reading references needs it. */
export function valuesContext(question: ValuesQuestion): HelmReleaseContext {
  const { values, valuesFrom } = question;
  const metadata = { namespace: 'apps', name: 'app' };
  const get = async ({ kind }: TypeMeta, { name }: ObjectKey) => {
    const list = kind === 'Secret' ? question.secrets : question.configMaps;
    const found = list.find(item => item.metadata.name === name);
    if (found) return found;
    throw new ApiError(404, 'NotFound', `"${name}" not found`);
  };
  return {
    object: { metadata, spec: { values, valuesFrom } },
    key: metadata,
    client: { get },
    signal: new AbortController().signal,
    logger: silentLogger,
    waitFor: (_place: unknown, work: () => unknown) => work(),
  } as unknown as HelmReleaseContext;
}

/** What `chart-values` of test/oracle answers, but for the digest. */
export async function answerValues(question: ValuesQuestion): Promise<unknown> {
  try {
    const parts = await readReferences(valuesContext(question));
    const own = await toValues(question.values);
    const values = mergeValues(parts, own);
    return { values: describeValues(values) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Values with their Go types, as the Go program describes them. */
function describeValues(value: GoValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, describeValues(item)]),
    );
  }
  if (Array.isArray(value)) return value.map(describeValues);
  if (value instanceof GoInt) return `${value.type.name} ${value.value}`;
  switch (typeof value) {
    case 'boolean':
      return `bool ${value}`;
    case 'number':
      return `float64 ${Object.is(value, -0) ? '-0' : value}`;
    case 'string':
      return `string ${value}`;
    default:
      return null;
  }
}
