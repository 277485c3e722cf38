import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { KustomizationBench } from '../../../../testing/startKustomizations';
import type { Kustomization } from '../types';

export const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const DURATION = expect.stringMatching(/^[\d.]+(ms|s)$|^0s$/);

/** @param more - lines of its metadata */
export const configMap = (name: string, value = 'x', more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  key: ${value}\n`;

export const condition = (
  type: string,
  status: string,
  reason: string,
  message: unknown,
  observedGeneration = 1,
) => ({
  type,
  status,
  reason,
  message,
  observedGeneration,
  lastTransitionTime: TIME,
});

export const readyIs = (status: string) => (object: Kustomization) =>
  object.status?.conditions?.some(
    c => c.type === 'Ready' && c.status === status,
  );

export const findConfigMap = (
  bench: KustomizationBench,
  namespace: string,
  name: string,
) => bench.client.find<UnstructuredObject>(CONFIG_MAP, { namespace, name });

/** Events of a Kustomization, without the times and the namespace of the run. */
export const eventsOf = async (
  bench: KustomizationBench,
  namespace: string,
  name: string,
) =>
  (await bench.events(namespace, name)).map(text =>
    text
      .replace(/(finished|passed) in [\d.]+m?s/, '$1 in T')
      .replaceAll(`/${namespace}/`, '/ns/'),
  );
