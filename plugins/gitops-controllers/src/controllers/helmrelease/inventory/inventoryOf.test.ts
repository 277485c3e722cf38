import { loadChartArchive } from '@backstage-gitops/helm';
import type { Release } from '@backstage-gitops/helm-release';
import { NoMatchError } from '@backstage-gitops/kube';
import type { TypeMeta } from '@backstage-gitops/kube';
import { createInlinePool } from '../../../worker/__testUtils__/createInlinePool';
import { packedChart } from '../../helmchart/testing/chartTexts';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from '../types';
import { inventoryOf } from './inventoryOf';

const NAMESPACED: Readonly<Record<string, boolean>> = {
  ConfigMap: true,
  Role: true,
  Namespace: false,
};

const target = {
  use: (work: () => unknown) => work(),
  client: {
    mapper: {
      find: async ({ kind }: TypeMeta) => {
        if (!(kind in NAMESPACED)) throw new NoMatchError('x', 'v1', kind);
        return { namespaced: NAMESPACED[kind] };
      },
    },
  },
} as unknown as ReleaseTarget;

function list(manifest: string, crds: Readonly<Record<string, string>> = {}) {
  const ctx = {
    key: { namespace: 'flux', name: 'app' },
    signal: new AbortController().signal,
  } as HelmReleaseContext;
  const deps = { workers: createInlinePool() } as unknown as HelmReleaseDeps;
  const chart = loadChartArchive(
    packedChart({
      'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
      ...crds,
    }),
  );
  const release = { manifest, namespace: 'ns' } as Release;
  return inventoryOf(ctx, deps, { release, chart, target });
}

describe('inventoryOf', () => {
  it('HR-26 lists objects in the order of the manifest, then CRDs, without hooks', async () => {
    const manifest = `---
# Source: app/templates/a.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: there, namespace: other}
--- # comment
apiVersion: v1
kind: Namespace
metadata: {name: other}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {helm.sh/hook: test}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: "a:b"}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: item}}
---
just: text
`;
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: w.example.org}\n';
    expect(
      await list(manifest, { 'crds/w.yaml': crd, 'crds/NOTES.md': '#' }),
    ).toEqual({
      entries: [
        { id: 'ns_a__ConfigMap', v: 'v1' },
        { id: 'other_there__ConfigMap', v: 'v1' },
        { id: '_other__Namespace', v: 'v1' },
        { id: 'ns_a__b_rbac.authorization.k8s.io_Role', v: 'v1' },
        { id: 'ns_item__ConfigMap', v: 'v1' },
        {
          id: '_w.example.org_apiextensions.k8s.io_CustomResourceDefinition',
          v: 'v1',
        },
      ],
      warnings: [],
    });
  });

  it('HR-26 lists objects of unknown kinds without a namespace, with a warning a kind', async () => {
    const widget = (name: string) =>
      `apiVersion: x/v1\nkind: Widget\nmetadata: {name: ${name}}\n`;
    expect(await list(`${widget('a')}---\n${widget('b')}`)).toEqual({
      entries: [
        { id: '_a_x_Widget', v: 'v1' },
        { id: '_b_x_Widget', v: 'v1' },
      ],
      warnings: [
        'failed to determine if Widget is namespace scoped, skipping namespace: no matches for kind "Widget" in version "x/v1"',
      ],
    });
  });

  it('HR-26 says what could not be read', async () => {
    await expect(list('a: b: c')).rejects.toThrow(
      /^failed to parse manifest: /,
    );
    await expect(list('', { 'crds/bad.yaml': 'a: b: c' })).rejects.toThrow(
      /^failed to parse CRD crds\/bad.yaml: /,
    );
  });
});
