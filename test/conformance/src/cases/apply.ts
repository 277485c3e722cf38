import { ApiObject } from '../Api';
import { expectEqual, expectFault, expectStatus, ownership } from '../expect';
import { ConformanceCase } from '../Target';

const configMap = (data: ApiObject, metadata: ApiObject = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
  data,
});

const deployment = (container: ApiObject, spec: ApiObject = {}): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: { containers: [container] },
    },
    ...spec,
  },
});

export const applyCases: ConformanceCase[] = [
  {
    name: 'server-side apply creates an object and owns what it set',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      const reply = await api.apply(
        path,
        configMap({ k: 'v' }, { labels: { l: '1' } }),
        'one',
      );
      const body = expectStatus(reply, 201, 'apply');
      expectEqual(
        ownership(body),
        [
          {
            manager: 'one',
            operation: 'Apply',
            apiVersion: 'v1',
            fieldsType: 'FieldsV1',
            fieldsV1: {
              'f:data': { 'f:k': {} },
              'f:metadata': { 'f:labels': { 'f:l': {} } },
            },
          },
        ],
        'managedFields',
      );
      expectStatus(
        await api.apply(
          path,
          configMap({ k: 'v' }, { labels: { l: '1' } }),
          'one',
        ),
        200,
        'again',
      );
    },
  },
  {
    name: 'applying the same again writes nothing',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      const first = await api.apply(path, configMap({ k: 'v' }), 'one');
      const second = await api.apply(path, configMap({ k: 'v' }), 'one');
      expectEqual(second.body.metadata, first.body.metadata, 'metadata');
    },
  },
  {
    name: 'a field of another applier is a conflict, and force takes it',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      await api.apply(path, configMap({ k: '1', l: '1' }), 'one');
      const refused = await api.apply(path, configMap({ k: '2' }), 'two');
      expectFault(
        refused,
        409,
        'Conflict',
        'Apply failed with 1 conflict: conflict with "one": .data.k',
      );
      expectEqual(
        refused.body.details,
        {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "one"',
              field: '.data.k',
            },
          ],
        },
        'details',
      );
      const several = await api.apply(
        path,
        configMap({ k: '2', l: '2' }),
        'two',
      );
      expectEqual(
        several.body.message,
        'Apply failed with 2 conflicts: conflicts with "one":\n- .data.k\n- .data.l',
        'two conflicts',
      );
      const forced = await api.apply(
        path,
        configMap({ k: '2' }),
        'two',
        '&force=true',
      );
      expectEqual(forced.body.data, { k: '2', l: '1' }, 'data');
      expectEqual(
        (ownership(forced.body) as ApiObject[]).map(entry => [
          entry.manager,
          entry.fieldsV1,
        ]),
        [
          ['one', { 'f:data': { 'f:l': {} } }],
          ['two', { 'f:data': { 'f:k': {} } }],
        ],
        'owners',
      );
    },
  },
  {
    name: 'a field of an updater is a conflict that names its version',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(`${path}?fieldManager=editor`, configMap({ k: '1' }));
      expectFault(
        await api.apply(`${path}/a`, configMap({ k: '2' }), 'two'),
        409,
        'Conflict',
        'Apply failed with 1 conflict: conflict with "editor" using v1: .data.k',
      );
      const shared = await api.apply(`${path}/a`, configMap({ k: '1' }), 'two');
      expectEqual(
        (ownership(shared.body) as ApiObject[]).map(entry => [
          entry.manager,
          entry.operation,
          entry.fieldsV1,
        ]),
        [
          ['two', 'Apply', { 'f:data': { 'f:k': {} } }],
          ['editor', 'Update', { 'f:data': { '.': {}, 'f:k': {} } }],
        ],
        'shared ownership',
      );
    },
  },
  {
    name: 'a field that is no longer applied is removed, unless somebody else owns it',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      await api.apply(path, configMap({ mine: '1', ours: '1' }), 'one');
      await api.apply(path, configMap({ ours: '1' }), 'two');
      const { body } = await api.apply(path, configMap({}), 'one');
      expectEqual(body.data, { ours: '1' }, 'data');
      await api.patch('merge', `${path}?fieldManager=editor`, {
        data: { theirs: '1' },
      });
      const last = await api.apply(path, configMap({ mine: '2' }), 'two');
      expectEqual(
        last.body.data,
        { mine: '2', theirs: '1' },
        'data at the end',
      );
    },
  },
  {
    name: 'items of keyed lists are owned one by one',
    async run({ api, namespace }) {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/a`;
      const container = {
        name: 'app',
        image: 'i:1',
        ports: [{ containerPort: 80 }],
      };
      const { body } = await api.apply(
        path,
        deployment(container, { replicas: 0 }),
        'one',
      );
      expectEqual(
        (ownership(body) as ApiObject[])[0].fieldsV1,
        {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      'k:{"containerPort":80,"protocol":"TCP"}': {
                        '.': {},
                        'f:containerPort': {},
                      },
                    },
                  },
                },
              },
            },
          },
        },
        'fields',
      );
      const side = { name: 'side', image: 's:1' };
      const second = await api.apply(path, deployment(side), 'two');
      expectEqual(
        (second.body.spec.template.spec.containers as ApiObject[]).map(
          ({ name }) => name,
        ),
        ['app', 'side'],
        'containers',
      );
      const third = await api.apply(
        path,
        deployment({ ...container, image: 'i:2' }, { replicas: 0 }),
        'one',
      );
      expectEqual(
        (third.body.spec.template.spec.containers as ApiObject[]).map(
          ({ image }) => image,
        ),
        ['i:2', 's:1'],
        'images',
      );
    },
  },
  {
    name: 'the server fills in the same defaults',
    async run({ api, namespace }) {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/a`;
      const container = {
        name: 'app',
        image: 'i:1',
        ports: [{ containerPort: 80 }],
        readinessProbe: { httpGet: { port: 80 } },
        resources: { limits: { cpu: '1' } },
      };
      const { body } = await api.apply(
        path,
        deployment(container, { replicas: 0 }),
        'one',
      );
      expectEqual(
        body.spec,
        {
          progressDeadlineSeconds: 600,
          replicas: 0,
          revisionHistoryLimit: 10,
          selector: { matchLabels: { app: 'a' } },
          strategy: {
            rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
            type: 'RollingUpdate',
          },
          template: {
            metadata: { labels: { app: 'a' } },
            spec: {
              containers: [
                {
                  image: 'i:1',
                  imagePullPolicy: 'IfNotPresent',
                  name: 'app',
                  ports: [{ containerPort: 80, protocol: 'TCP' }],
                  readinessProbe: {
                    failureThreshold: 3,
                    httpGet: { path: '/', port: 80, scheme: 'HTTP' },
                    periodSeconds: 10,
                    successThreshold: 1,
                    timeoutSeconds: 1,
                  },
                  resources: { limits: { cpu: '1' } },
                  terminationMessagePath: '/dev/termination-log',
                  terminationMessagePolicy: 'File',
                },
              ],
              dnsPolicy: 'ClusterFirst',
              restartPolicy: 'Always',
              schedulerName: 'default-scheduler',
              securityContext: {},
              terminationGracePeriodSeconds: 30,
            },
          },
        },
        'spec',
      );
    },
  },
  {
    name: 'dry-run shows the result and stores nothing',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      const planned = await api.apply(
        path,
        configMap({ k: 'v' }),
        'one',
        '&dryRun=All',
      );
      expectStatus(planned, 201, 'dry-run of a new object');
      expectStatus(await api.get(path), 404, 'after the dry-run');
      await api.apply(path, configMap({ k: 'v' }), 'one');
      const changed = await api.apply(
        path,
        configMap({ k: 'w' }),
        'one',
        '&dryRun=All',
      );
      expectEqual(changed.body.data, { k: 'w' }, 'planned data');
      expectEqual((await api.get(path)).body.data, { k: 'v' }, 'stored data');
    },
  },
  {
    name: 'a field that the schema does not declare cannot be applied',
    async run({ api, namespace }) {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments/a`;
      const reply = await api.apply(
        path,
        deployment({ name: 'a', image: 'b' }, { replicass: 1 }),
        'one',
      );
      expectEqual(
        { code: reply.body.code, message: reply.body.message },
        {
          code: 500,
          message: `failed to create typed patch object (/a; apps/v1, Kind=Deployment): .spec.replicass: field not declared in schema`,
        },
        'fault',
      );
    },
  },
  {
    name: 'merge, JSON and strategic patches change what they name',
    async run({ api, namespace }) {
      const maps = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(maps, configMap({ a: '1', b: '2' }));
      const merged = await api.patch('merge', `${maps}/a`, {
        data: { a: null, c: '3' },
      });
      expectEqual(merged.body.data, { b: '2', c: '3' }, 'merge patch');
      const json = await api.patch('json', `${maps}/a`, [
        { op: 'test', path: '/data/b', value: '2' },
        { op: 'replace', path: '/data/b', value: '4' },
        { op: 'add', path: '/data/d', value: '5' },
      ]);
      expectEqual(json.body.data, { b: '4', c: '3', d: '5' }, 'JSON patch');
      const failed = await api.patch('json', `${maps}/a`, [
        { op: 'test', path: '/data/b', value: 'x' },
      ]);
      expectEqual(
        [failed.status, failed.body.reason],
        [422, 'Invalid'],
        'failed test',
      );
      const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      await api.post(
        deployments,
        deployment(
          { name: 'app', image: 'i:1', env: [{ name: 'A', value: '1' }] },
          { replicas: 0 },
        ),
      );
      const strategic = await api.patch('strategic', `${deployments}/a`, {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'app',
                  image: 'i:2',
                  env: [
                    { name: 'B', value: '2' },
                    { name: 'A', $patch: 'delete' },
                  ],
                },
                { name: 'side', image: 's:1' },
              ],
            },
          },
        },
      });
      expectEqual(
        (strategic.body.spec.template.spec.containers as ApiObject[]).map(
          ({ name, image, env }) => ({ name, image, env }),
        ),
        [
          { name: 'side', image: 's:1', env: undefined },
          { name: 'app', image: 'i:2', env: [{ name: 'B', value: '2' }] },
        ].sort((a, b) => (a.name < b.name ? -1 : 1)),
        'strategic merge patch',
      );
    },
  },
  {
    name: 'ordinary writes are owned by their manager, field by field',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(
        `${path}?fieldManager=maker`,
        configMap({ a: '1', b: '1' }, { labels: { l: '1' } }),
      );
      const { body } = await api.patch(
        'merge',
        `${path}/a?fieldManager=editor`,
        { data: { a: '2', c: '1' } },
      );
      expectEqual(
        (ownership(body) as ApiObject[])
          .map(entry => [entry.manager, entry.fieldsV1])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        [
          ['editor', { 'f:data': { 'f:a': {}, 'f:c': {} } }],
          [
            'maker',
            {
              'f:data': { '.': {}, 'f:b': {} },
              'f:metadata': { 'f:labels': { '.': {}, 'f:l': {} } },
            },
          ],
        ],
        'owners',
      );
    },
  },
  {
    name: 'kubectl applies server-side and client-side',
    async run({ kubectl, api, namespace }) {
      const manifest = JSON.stringify(configMap({ k: '1', gone: '1' }));
      expectEqual(
        await kubectl(['apply', '--server-side', '-f', '-'], manifest),
        'configmap/a serverside-applied\n',
        'server-side',
      );
      const other = JSON.stringify({
        ...configMap({ k: '1', gone: '1' }),
        metadata: { name: 'b' },
      });
      expectEqual(
        await kubectl(['apply', '-f', '-'], other),
        'configmap/b created\n',
        'client-side',
      );
      const next = JSON.stringify({
        ...configMap({ k: '2' }),
        metadata: { name: 'b' },
      });
      expectEqual(
        await kubectl(['apply', '-f', '-'], next),
        'configmap/b configured\n',
        'changed',
      );
      expectEqual(
        await kubectl(['apply', '-f', '-'], next),
        'configmap/b unchanged\n',
        'unchanged',
      );
      const { body } = await api.get(
        `/api/v1/namespaces/${namespace}/configmaps/b`,
      );
      expectEqual(body.data, { k: '2' }, 'data');
    },
  },
];
