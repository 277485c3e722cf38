import { upgradeTo } from './parts.mjs';

const webPatch = {
  kustomize: {
    patches: [
      {
        target: { kind: 'Deployment' },
        patch:
          '- {op: add, path: /metadata/annotations, value: {patched: "yes"}}\n',
      },
    ],
    images: [{ name: 'ghcr.io/example/web', newTag: '2.0.0' }],
  },
};

/** What is rendered, and what is made of it. Name → case of cases.mjs. */
export const rendering = {
  crds: {
    chart: 'crds',
    group: 'crds',
    spec: { upgrade: { crds: 'CreateReplace' } },
    steps: [upgradeTo('1.1.0')],
  },
  'post-renderers': {
    chart: 'web',
    spec: { postRenderers: [webPatch], test: { enable: true } },
    steps: [
      {
        name: 'changed',
        spec: {
          postRenderers: [
            webPatch,
            {
              kustomize: {
                images: [
                  { name: 'ghcr.io/example/web', newName: 'example.com/other' },
                ],
              },
            },
          ],
        },
      },
      { name: 'removed', spec: { postRenderers: null } },
    ],
  },
  'post-render-nohooks': {
    chart: 'hooks',
    spec: {
      postRenderStrategy: 'nohooks',
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'ConfigMap' },
                patch:
                  '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "any", "labels": {"by": "patch"}}}',
              },
            ],
          },
        },
      ],
    },
    steps: [{ name: 'separate', spec: { postRenderStrategy: 'separate' } }],
  },
  'common-metadata': {
    chart: 'web',
    spec: {
      commonMetadata: {
        labels: { team: 'a' },
        annotations: { note: '<&> x' },
      },
    },
    steps: [
      {
        name: 'changed',
        spec: { commonMetadata: { labels: { team: 'b' } } },
      },
    ],
  },
  'post-renderer-error': {
    ...{ chart: 'plain', keepsFailing: true, expect: 'InstallFailed' },
    spec: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'ConfigMap' },
                patch: '- {op: remove, path: /data/absent}\n',
              },
            ],
          },
        },
      ],
    },
  },
  'client-side': {
    chart: 'web',
    spec: {
      install: { serverSideApply: false },
      upgrade: { serverSideApply: 'disabled', force: true },
    },
    steps: [
      upgradeTo('1.1.0'),
      {
        ...upgradeTo('2.0.0'),
        spec: { upgrade: { serverSideApply: 'enabled', force: false } },
      },
    ],
  },
};
