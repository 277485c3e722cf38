import { expectEqual } from '../../expect';
import type { Bench } from '../Bench';
import { createRelease } from '../helmBench';
import type { Statement } from '../Statement';

const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
};

const nameOf = ({ namespace }: Bench) => `things.${namespace}.example.org`;

/** A chart with a CRD that carries its edition, and a stray object beside it. */
const filesOf = (bench: Bench, version: string) => ({
  'chart/Chart.yaml': `apiVersion: v2\nname: web\nversion: ${version}\n`,
  'chart/templates/shown.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
`,
  'chart/crds/thing.yaml': `apiVersion: ${CRD.apiVersion}
kind: ${CRD.kind}
metadata:
  name: ${nameOf(bench)}
  annotations:
    edition: ${version}
spec:
  group: ${bench.namespace}.example.org
  scope: Namespaced
  names: { kind: Thing, plural: things, singular: thing }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: { type: object }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: stray
  namespace: ${bench.namespace}
`,
});

const findCrd = (bench: Bench) =>
  bench.client.find(CRD, { name: nameOf(bench) });

async function expectEdition(bench: Bench, edition: string): Promise<void> {
  const crd = await findCrd(bench);
  expectEqual(crd?.metadata.annotations?.edition, edition, 'edition');
}

/** Waits for a deployed revision of release `app`. */
function deployed(bench: Bench, version: number) {
  return bench.until('HelmRelease', 'app', ({ status }) => {
    const [latest] = (status?.history ?? []) as {
      version: number;
      status: string;
    }[];
    return latest?.version === version && latest.status === 'deployed';
  });
}

/** What is done about the definitions in `crds/` of a chart. */
export const helmCrdStatements: readonly Statement[] = [
  {
    name: 'HR-29 definitions in crds/ are skipped, created or replaced as the policy says, and never deleted',
    async run(bench) {
      await bench.publish(filesOf(bench, '1.0.0'));
      const skip = { crds: 'Skip' };
      await createRelease(bench, 'skips', { install: skip, upgrade: skip });
      await bench.ready('HelmRelease', 'skips');
      expectEqual(await findCrd(bench), undefined, 'definition after Skip');
      try {
        // Server-side apply would write what exists with Create, too, as in Flux.
        const upgrade = { serverSideApply: 'disabled' };
        await createRelease(bench, 'app', { upgrade });
        await deployed(bench, 1);
        await expectEdition(bench, '1.0.0');
        const { metadata } = (await findCrd(bench))!;
        expectEqual(
          metadata.labels,
          {
            'helm.toolkit.fluxcd.io/name': 'app',
            'helm.toolkit.fluxcd.io/namespace': bench.namespace,
          },
          'labels',
        );
        expectEqual(await bench.find('ConfigMap', 'stray'), undefined, 'stray');
        await bench.push(filesOf(bench, '1.1.0'));
        await deployed(bench, 2);
        await expectEdition(bench, '1.0.0');
        await bench.patch('HelmRelease', 'app', {
          spec: { upgrade: { crds: 'CreateReplace' }, values: { a: 1 } },
        });
        await deployed(bench, 3);
        await expectEdition(bench, '1.1.0');
        await bench.delete('HelmRelease', 'app');
        await bench.untilGone('HelmRelease', 'app');
        await expectEdition(bench, '1.1.0');
      } finally {
        await bench.client.delete(CRD, { name: nameOf(bench) });
      }
    },
  },
];
