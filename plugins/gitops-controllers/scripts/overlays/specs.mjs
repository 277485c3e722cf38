// Random specs: the fields of a Kustomization that shape its build.
const PATCHES = [
  {
    patch: '- op: add\n  path: /data/fromSpec\n  value: "s"\n',
    target: { kind: 'ConfigMap', name: 'settings|m.' },
  },
  {
    patch: '[{"op":"replace","path":"/spec/replicas","value":2}]',
    target: { kind: 'Deployment', name: 'w.*' },
  },
  {
    patch:
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  host: patched\n',
  },
  {
    patch:
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: any\nspec:\n  template:\n    spec:\n      containers:\n      - name: b\n        image: busybox:9\n',
    target: { labelSelector: 'app=web' },
  },
  {
    patch: '- op: add\n  path: /metadata/labels\n  value: {y: z}\n',
    target: { group: 'apps', version: 'v1', annotationSelector: 'note' },
  },
  {
    patch:
      '$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n',
    target: { kind: 'ConfigMap', name: 'settings' },
  },
];

const IMAGES = [
  { name: 'nginx', newTag: '9' },
  { name: 'nginx', newName: 'mirror/nginx' },
  { name: 'ghcr.io/o/app', newName: 'reg/app' },
  { name: 'ghcr.io/o/app', digest: 'sha256:cc' },
  { name: 'busybox', newTag: '3', digest: 'sha256:dd' },
  { name: 'none', newTag: 'x' },
];

const COMPONENTS = [
  'comp',
  './comp',
  'missing',
  '/comp',
  'https://example.org/x',
  'GITHUB.COM/a/b',
  'file:///etc',
];

/** @param folder - of the path, e.g. `app/` */
export function randomSpec(r, folder) {
  const spec = {};
  const up = folder.replace(/[^/]+/g, '..');
  if (r.chance(0.3)) spec.targetNamespace = r.pick(['team', 'spec-ns']);
  if (r.chance(0.2)) spec.namePrefix = 'pre-';
  if (r.chance(0.2)) spec.nameSuffix = '-post';
  if (r.chance(0.35)) spec.patches = r.some(PATCHES, 1, 2);
  if (r.chance(0.4)) spec.images = r.some(IMAGES, 1, 3);
  if (r.chance(0.3)) {
    const name = r.weighted([
      [8, 0],
      [3, 1],
      [3, 2],
      [1, 3],
      [1, 4],
      [1, 5],
      [1, 6],
    ]);
    spec.components = [name < 3 ? up + COMPONENTS[name] : COMPONENTS[name]];
    if (r.chance(0.5)) spec.ignoreMissingComponents = true;
  }
  if (r.chance(0.1)) {
    spec.buildMetadata = r.some(
      ['originAnnotations', 'transformerAnnotations', 'managedByLabel'],
      1,
      2,
    );
  }
  if (r.chance(0.3)) {
    spec.postBuild = {
      substitute: r.pick([
        { HOST: 'h', NUM: '7' },
        { HOST: 'a\nb' },
        { 'bad-name': 'x' },
        { PORT: '5', HOST: '', NUM: '1' },
      ]),
    };
  }
  return spec;
}
