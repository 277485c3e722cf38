import { expectEqual } from '../../expect';
import { Bench, TYPES } from '../Bench';
import { configMap, expectFailure, inventoryOf } from '../readObjects';
import type { Statement } from '../Statement';

const overlay = (text: string) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`;

/** The message of a build that fails. */
async function messageOf(
  bench: Bench,
  files: Readonly<Record<string, string>>,
  spec: object = {},
): Promise<string> {
  await bench.start(files, spec);
  const { status } = await bench.failed('BuildFailed');
  return status.conditions.find(
    ({ type }: { type: string }) => type === 'Ready',
  ).message;
}

function expectMatch(text: string, pattern: RegExp): void {
  expectEqual(pattern.test(text), true, `${text}\nshould match ${pattern}`);
}

/** From the artifact to manifests. */
export const buildStatements: readonly Statement[] = [
  {
    name: 'KS-11 a path that is missing fails and is tried again; one above the artifact stays inside',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('a') }, { path: './nope/x' });
      expectFailure(
        await bench.failed('ArtifactFailed'),
        'ArtifactFailed',
        /^kustomization path not found: stat .*\/nope\/x: no such file or directory$/,
      );
      const [event] = await bench.events('kustomization path not found');
      expectEqual(
        [event.type, event.reason],
        ['Warning', 'ArtifactFailed'],
        'event',
      );
      await bench.patch('Kustomization', 'app', { spec: { path: '../../..' } });
      await bench.ready();
      expectEqual(
        inventoryOf(await bench.get('Kustomization', 'app')),
        [`${bench.namespace}_a__ConfigMap`],
        'inventory',
      );
    },
  },
  {
    name: 'KS-12 without a kustomization every manifest below is taken, hidden folders too, JSON not',
    async run(bench) {
      const revision = await bench.start({
        'a.yaml': configMap('a'),
        'deep/er/b.yml': configMap('b'),
        '.hidden/c.yaml': configMap('c'),
        'd.json': JSON.stringify({
          ...TYPES.ConfigMap,
          metadata: { name: 'd' },
        }),
        'unit/kustomization.yaml': overlay('resources: [e.yaml]\n'),
        'unit/e.yaml': configMap('e'),
        'unit/f.yaml': configMap('f'),
        'readme.md': 'x',
      });
      const { status } = await bench.ready('Kustomization', 'app', revision);
      expectEqual(
        inventoryOf({ status }),
        ['a', 'b', 'c', 'e'].map(
          name => `${bench.namespace}_${name}__ConfigMap`,
        ),
        'inventory',
      );
    },
  },
  {
    name: 'KS-12 an empty folder is applied as nothing',
    async run(bench) {
      const revision = await bench.start(
        { 'x/readme.md': 'x' },
        { path: './x' },
      );
      const { status } = await bench.ready('Kustomization', 'app', revision);
      expectEqual(inventoryOf({ status }), [], 'inventory');
    },
  },
  {
    name: 'KS-12 DB-15 what is no manifest is named with its file',
    async run(bench) {
      await bench.publish({
        'one/cm.yaml': 'a: b\n',
        'two/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
        'three/cm.yaml': 'a: [\n',
      });
      const cases: readonly (readonly [string, RegExp])[] = [
        [
          'one',
          /^failed to decode Kubernetes YAML from .*\/one\/cm\.yaml: missing Resource metadata$/,
        ],
        [
          'two',
          /^failed to decode Kubernetes YAML from .*\/two\/cm\.yaml: missing metadata\.name in object \{\{v1 ConfigMap\} /,
        ],
        [
          'three',
          /^failed to decode Kubernetes YAML from .*\/three\/cm\.yaml: MalformedYAMLError: yaml: line \d+: /,
        ],
      ];
      for (const [name, message] of cases) {
        await bench.app(name, { path: `./${name}` });
        const object = await bench.failed('BuildFailed', 'Kustomization', name);
        expectFailure(object, 'BuildFailed', message);
      }
    },
  },
  {
    name: 'KS-13 targetNamespace, prefix and suffix reach every object, and Namespaces are renamed',
    async run(bench) {
      const { namespace } = bench;
      await bench.start(
        {
          'a.yaml': configMap('a', 'x', '  namespace: elsewhere\n'),
          'r.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: r}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
subjects:
- {kind: ServiceAccount, name: default, namespace: elsewhere}
- {kind: ServiceAccount, name: mine, namespace: elsewhere}
- {kind: ServiceAccount, name: stranger, namespace: elsewhere}
`,
          's.yaml':
            'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: mine, namespace: elsewhere}\n',
        },
        { namePrefix: 'p-', nameSuffix: '-s' },
      );
      const { status } = await bench.ready();
      expectEqual(
        inventoryOf({ status }),
        [
          `${namespace}_p-mine-s__ServiceAccount`,
          `${namespace}_p-r-s_rbac.authorization.k8s.io_RoleBinding`,
          `${namespace}_p-a-s__ConfigMap`,
        ],
        'inventory',
      );
      const type = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
      };
      const binding = await bench.client.get(type, {
        namespace,
        name: 'p-r-s',
      });
      expectEqual(
        (binding as unknown as { subjects: object[] }).subjects,
        [
          { kind: 'ServiceAccount', name: 'default', namespace },
          { kind: 'ServiceAccount', name: 'p-mine-s', namespace },
          { kind: 'ServiceAccount', name: 'stranger', namespace: 'elsewhere' },
        ],
        'subjects',
      );
    },
  },
  {
    name: 'KS-13 patches of the spec select by regexes of whole names; a target that matches nothing is silent',
    async run(bench) {
      await bench.start(
        { 'a.yaml': configMap('a'), 'ab.yaml': configMap('ab') },
        {
          patches: [
            {
              target: { kind: 'ConfigMap', name: 'a' },
              patch: '- {op: replace, path: /data/added, value: json}',
            },
            {
              target: { kind: 'ConfigMap', name: 'a.+' },
              patch:
                'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: any}\ndata: {key: merged}',
            },
            {
              target: { kind: 'Secret' },
              patch: '- {op: remove, path: /data/none}',
            },
          ],
        },
      );
      await bench.ready();
      expectEqual(
        [
          (await bench.get('ConfigMap', 'a')).data,
          (await bench.get('ConfigMap', 'ab')).data,
        ],
        [{ key: 'x', added: 'json' }, { key: 'merged' }],
        'data',
      );
    },
  },
  {
    name: 'KS-13 a missing component fails the build, unless it may be missing',
    async run(bench) {
      const message = await messageOf(
        bench,
        { 'a.yaml': configMap('a') },
        { components: ['absent'] },
      );
      expectMatch(
        message,
        /^kustomize build failed: accumulating components: loader\.New "must build at directory: not a valid directory: evalsymlink failure on '.*\/absent' : lstat .*\/absent: no such file or directory"$/,
      );
      await bench.patch('Kustomization', 'app', {
        spec: { ignoreMissingComponents: true },
      });
      await bench.ready();
    },
  },
  {
    name: 'KS-14 images: a new name keeps the tag, a tag or digest replaces both, together both are written',
    async run(bench) {
      const images = ['nginx:1', 'busybox:1', 'alpine:3', 'redis:6'];
      const containers = images.map((image, index) => ({
        name: `c${index}`,
        image,
      }));
      const digest = `sha256:${'a'.repeat(64)}`;
      await bench.start(
        {
          'd.yaml': JSON.stringify({
            apiVersion: 'v1',
            kind: 'PodTemplate',
            metadata: { name: 'd' },
            template: { spec: { containers } },
          }),
        },
        {
          images: [
            { name: 'nginx', newName: 'registry.example.com/nginx' },
            { name: 'busybox', newTag: '9' },
            { name: 'alpine', digest },
            { name: 'redis', newTag: '7', digest },
          ],
        },
      );
      await bench.ready();
      const type = { apiVersion: 'v1', kind: 'PodTemplate' };
      const { namespace } = bench;
      const { template } = (await bench.client.get(type, {
        namespace,
        name: 'd',
      })) as unknown as {
        template: { spec: { containers: { image: string }[] } };
      };
      expectEqual(
        template.spec.containers.map(({ image }) => image),
        [
          'registry.example.com/nginx:1',
          'busybox:9',
          `alpine@${digest}`,
          `redis:7@${digest}`,
        ],
        'images',
      );
    },
  },
  {
    name: 'KS-15 nothing outside the artifact is read; a sibling folder needs a kustomization of its own',
    async run(bench) {
      const message = await messageOf(bench, {
        'kustomization.yaml': overlay('resources: [/etc/hosts.yaml]\n'),
      });
      expectMatch(
        message,
        /security; file '\/etc\/hosts\.yaml'|'\/etc\/hosts\.yaml' is not in or below/,
      );
      await bench.push({
        'kustomization.yaml': undefined,
        'app/kustomization.yaml': overlay('resources: [../sibling]\n'),
        'sibling/a.yaml': configMap('a'),
      });
      await bench.patch('Kustomization', 'app', { spec: { path: './app' } });
      const { status } = await bench.until('Kustomization', 'app', object =>
        /unable to find one of/.test(JSON.stringify(object.status.conditions)),
      );
      expectMatch(
        JSON.stringify(status.conditions),
        /unable to find one of 'kustomization\.yaml', 'kustomization\.yml' or 'Kustomization' in directory/,
      );
      await bench.push({
        'sibling/kustomization.yaml': overlay('resources: [a.yaml]\n'),
      });
      await bench.ready();
    },
  },
  {
    name: 'KS-16 owner labels go on every object, commonMetadata over them and not into pod templates',
    async run(bench) {
      await bench.start(
        {
          'a.yaml': configMap('a'),
          'd.yaml':
            'apiVersion: v1\nkind: PodTemplate\nmetadata: {name: d}\ntemplate: {metadata: {labels: {x: y}}, spec: {containers: [{name: c, image: i}]}}\n',
        },
        {
          commonMetadata: {
            labels: { team: 'a' },
            annotations: { note: 'b' },
          },
        },
      );
      await bench.ready();
      const { metadata } = await bench.get('ConfigMap', 'a');
      expectEqual(
        [metadata.labels, metadata.annotations],
        [
          {
            'kustomize.toolkit.fluxcd.io/name': 'app',
            'kustomize.toolkit.fluxcd.io/namespace': bench.namespace,
            team: 'a',
          },
          { note: 'b' },
        ],
        'metadata',
      );
      const { namespace } = bench;
      const type = { apiVersion: 'v1', kind: 'PodTemplate' };
      const pods = (await bench.client.get(type, {
        namespace,
        name: 'd',
      })) as unknown as {
        template: { metadata: { labels: object } };
      };
      expectEqual(pods.template.metadata.labels, { x: 'y' }, 'pod labels');
    },
  },
  {
    name: 'KS-17 lists are taken apart, and two objects of one id fail the build',
    async run(bench) {
      const item = (name: string) => ({
        ...TYPES.ConfigMap,
        metadata: { name },
      });
      await bench.start({
        'list.yaml': JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: [item('a'), item('b')],
        }),
      });
      const { status } = await bench.ready();
      expectEqual(inventoryOf({ status }).length, 2, 'inventory');
      await bench.push({ 'dup.yaml': configMap('a') });
      expectFailure(
        await bench.failed('BuildFailed'),
        'BuildFailed',
        /^kustomize build failed: .*may not add resource with an already registered id: ConfigMap\.v1\.\[noGrp\]\/a\.\[noNs\]/s,
      );
    },
  },
  {
    name: 'KS-18 the absent Secret of keys is named',
    async run(bench) {
      const message = await messageOf(
        bench,
        { 'a.yaml': configMap('a') },
        { decryption: { provider: 'sops', secretRef: { name: 'absent' } } },
      );
      expectEqual(message, 'secrets "absent" not found', 'message');
    },
  },
  {
    name: 'KS-20 DB-1 ciphertext is never applied when no decryption is configured',
    async run(bench) {
      const value = 'ENC[AES256_GCM,data:Zm9v,iv:YWJj,tag:ZGVm,type:str]';
      await bench.start({
        's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: ${value}\nsops: {mac: x}\n`,
      });
      expectFailure(
        await bench.failed('ReconciliationFailed'),
        'ReconciliationFailed',
        `Secret/${bench.namespace}/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
      );
      expectEqual(await bench.find('Secret', 's'), undefined, 'the Secret');
    },
  },
];
