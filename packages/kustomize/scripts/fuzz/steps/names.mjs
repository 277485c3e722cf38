// Steps that change names, namespaces, labels, images and counts.

const NAMED = ['app', 'tier', 'team', 'x.io/y', 'app.kubernetes.io/name'];
const TEXTS = [
  'a',
  'b',
  '1',
  'true',
  'x-y',
  'no',
  '1e3',
  '0123',
  'é',
  '',
  'a b',
  '~',
  '0x1F',
  'a: b',
  '#x',
  '$(VAR_1)',
];

/** One or two labels or annotations. */
export const textMap = (r, texts = TEXTS) =>
  Object.fromEntries(r.some(NAMED, 1, 2).map(key => [key, r.pick(texts)]));

const spec = r =>
  r.pick([
    { path: 'spec/foo', kind: 'Foo', create: true },
    { path: 'spec/list[]/tags', kind: 'Foo', create: true },
    { path: 'metadata/labels', create: true },
    {
      path: 'spec/template/metadata/labels',
      create: true,
      group: 'apps',
      kind: 'Deployment',
    },
    {
      path: 'spec/template/metadata/annotations',
      version: 'v1',
      create: true,
      kind: 'StatefulSet',
    },
    { path: 'data', kind: 'ConfigMap', version: 'v1' },
  ]);

const IMAGE_NAMES = [
  'nginx',
  'app',
  'reg.io:5000/app',
  'reg.io/app',
  'busybox',
  'redis',
  'patched',
  '*',
  'ng.*',
  'docker.io/nginx',
];

function image(r) {
  const change = r.some(
    [
      { newName: r.pick(['my/img', 'reg:5000/i', 'i@x']) },
      { newTag: r.pick(['2', 'v3', '1.10', '0x1', '']) },
      { digest: 'sha256:999' },
      { tagSuffix: '-slim' },
    ],
    1,
    2,
  );
  return Object.assign({ name: r.pick(IMAGE_NAMES) }, ...change);
}

/** Whether objects share a name but for the namespace: moving them would make them equal. */
const mayMove = objects =>
  new Set(objects.map(o => `${o.kind}/${o.name}`)).size === objects.length;

export const NAME_STEPS = {
  namePrefix: (r, { k }) => {
    k.namePrefix = r.pick(['p-', 'pre.', 'x']);
  },
  nameSuffix: (r, { k }) => {
    k.nameSuffix = r.pick(['-s', '-v1', '.z']);
  },
  namespace: (r, { k, objects }) => {
    if (mayMove(objects) || r.chance(0.1))
      k.namespace = r.pick(['prod', 'default', 'team-a']);
  },
  commonLabels: (r, { k }) => {
    k.commonLabels = textMap(r);
  },
  labels: (r, { k }) => {
    k.labels = Array.from({ length: 1 + r.below(2) }, () => ({
      pairs: textMap(r),
      ...(r.chance(0.4) ? { includeSelectors: r.chance(0.8) } : {}),
      ...(r.chance(0.4) ? { includeTemplates: r.chance(0.8) } : {}),
      ...(r.chance(0.3) ? { fields: [spec(r)] } : {}),
    }));
  },
  commonAnnotations: (r, { k }) => {
    k.commonAnnotations = textMap(r);
  },
  images: (r, { k, isOld }) => {
    const list = Array.from({ length: 1 + r.below(2) }, () => image(r));
    k[isOld && r.chance(0.2) ? 'imageTags' : 'images'] = list;
  },
  replicas: (r, { k, objects }) => {
    const scaled = objects.filter(o =>
      ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(o.kind),
    );
    if (scaled.length > 0)
      k.replicas = r
        .some(scaled, 1, 2)
        .map(o => ({ name: o.name, count: r.below(9) }));
  },
  sortOptions: (r, { k }) => {
    k.sortOptions = r.pick([
      { order: 'fifo' },
      { order: 'legacy' },
      {
        order: 'legacy',
        legacySortOptions: {
          orderFirst: ['Deployment', 'Secret'],
          orderLast: ['Namespace'],
        },
      },
      {
        order: 'legacy',
        legacySortOptions: {
          orderFirst: [],
          orderLast: ['Service', 'ConfigMap', 'Foo'],
        },
      },
    ]);
  },
  buildMetadata: (r, { k }) => {
    k.buildMetadata = r.some(
      ['originAnnotations', 'transformerAnnotations', 'managedByLabel'],
      1,
      3,
    );
  },
  metadata: (r, { k }) => {
    k.metadata = {
      name: 'of-no-use',
      annotations: { 'config.kubernetes.io/local-config': 'true' },
    };
  },
};
