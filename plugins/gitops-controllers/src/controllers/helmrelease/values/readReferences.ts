import { decodeUtf8 } from '@backstage-gitops/go-template';
import { isNotFound } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import type { HelmReleaseContext, HelmReleaseSpec } from '../types';
import type { ValuesPart } from './request';

type Reference = NonNullable<HelmReleaseSpec['valuesFrom']>[number];

interface DataObject extends KubeObject {
  data?: Record<string, string>;
}

/** An object with values, or why it can't be read. */
type Found =
  | { readonly data: Readonly<Record<string, string>> }
  | { readonly isMissing: boolean; readonly failure: string };

const DEFAULT_KEY = 'values.yaml';
const PLURALS = { ConfigMap: 'configmaps', Secret: 'secrets' } as const;
const RESOURCE_NOT_FOUND = 'resource not found';

/** How messages name a reference. */
function subjectOf(reference: Reference, namespace: string): string {
  const { kind, name, optional, valuesKey = DEFAULT_KEY } = reference;
  const which = optional ? `optional ${kind}` : kind;
  return `could not resolve ${which} chart values reference '${namespace}/${name}' with key '${valuesKey}'`;
}

async function read(
  ctx: HelmReleaseContext,
  { kind, name }: Reference,
): Promise<Found> {
  const { namespace } = ctx.object.metadata;
  try {
    const { data = {} } = await ctx.client.get<DataObject>(
      { apiVersion: 'v1', kind },
      { namespace, name },
      { signal: ctx.signal },
    );
    return { data };
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!isNotFound(error)) {
      return { isMissing: false, failure: (error as Error).message };
    }
    return { isMissing: true, failure: `${PLURALS[kind]} "${name}" not found` };
  }
}

/** Text of a key; bytes of a Secret that are not UTF-8 are kept. */
function textOf(reference: Reference, data: Readonly<Record<string, string>>) {
  const { kind, valuesKey = DEFAULT_KEY } = reference;
  if (!Object.hasOwn(data, valuesKey)) return undefined;
  const value = data[valuesKey];
  return kind === 'Secret' ? decodeUtf8(Buffer.from(value, 'base64')) : value;
}

function toPart(
  ctx: HelmReleaseContext,
  reference: Reference,
  found: Found,
): ValuesPart {
  const { optional, targetPath, literal } = reference;
  const subject = subjectOf(reference, ctx.key.namespace ?? '');
  const part = { subject, targetPath, literal };
  const missing = (why: string): ValuesPart => {
    const failure = `${subject}: ${why}`;
    if (!optional) return { subject, failure };
    ctx.logger.info(failure);
    return part;
  };
  if ('failure' in found) {
    return found.isMissing
      ? missing(found.failure)
      : { subject, failure: found.failure };
  }
  const text = textOf(reference, found.data);
  return text === undefined ? missing('key not found') : { ...part, text };
}

/**
 * Reads what `spec.valuesFrom` names, each object once. A failure is kept in
 * its place: whichever comes first is told.
 */
export async function readReferences(
  ctx: HelmReleaseContext,
): Promise<ValuesPart[]> {
  const seen = new Map<string, Found>();
  const parts: ValuesPart[] = [];
  for (const reference of ctx.object.spec.valuesFrom ?? []) {
    const key = `${reference.kind}/${reference.name}`;
    let found = seen.get(key);
    if (!found) {
      found = await read(ctx, reference);
      const again = { isMissing: true, failure: RESOURCE_NOT_FOUND };
      const isMissing = 'failure' in found && found.isMissing;
      seen.set(key, isMissing ? again : found);
    }
    parts.push(toPart(ctx, reference, found));
  }
  return parts;
}
