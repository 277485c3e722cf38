import type { ImageUpdateAutomation } from './types';

/** The GitRepository that an automation writes to. */
export function sourceKeyOf({ metadata, spec }: ImageUpdateAutomation) {
  const { name, namespace } = spec.sourceRef;
  return { namespace: namespace || metadata.namespace, name };
}
