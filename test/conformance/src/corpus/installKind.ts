import { customResourceDefinition } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';
import { expectStatus } from '../expect';
import type { Target } from '../Target';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Installs the CRD of a kind, whatever was there, and waits until it is served. */
export async function installKind(
  target: Target,
  kind: KindDefinition,
): Promise<void> {
  const { api, eventually } = target;
  const crd = customResourceDefinition(kind);
  const path = `${DEFINITIONS}/${crd.metadata.name}`;
  const reply = await api.apply(
    path,
    crd as unknown as ApiObject,
    'conformance',
    '&force=true',
  );
  if (reply.status !== 200) {
    expectStatus(reply, 201, `install ${crd.metadata.name}`);
  }
  await eventually(`${kind.kind} is served`, async () => {
    const { body } = await api.get(path);
    const conditions = (body.status?.conditions ?? []) as ApiObject[];
    const isReady = (type: string, status: string) =>
      conditions.some(item => item.type === type && item.status === status);
    return (
      isReady('Established', 'True') &&
      !isReady('NonStructuralSchema', 'True') &&
      (await api.get(`/apis/${kind.group}/${kind.version}/${kind.plural}`))
        .status === 200
    );
  });
}
