import { ApiObject } from '../Api';
import { expectEqual, expectFault, expectStatus } from '../expect';
import { ConformanceCase, Target } from '../Target';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const widgetSchema: ApiObject = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 10 },
        color: { type: 'string', enum: ['red', 'green'], default: 'green' },
        code: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        port: { 'x-kubernetes-int-or-string': true },
        interval: {
          type: 'string',
          pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
        },
        settings: {
          type: 'object',
          default: {},
          properties: { level: { type: 'integer', default: 3 } },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        tags: {
          type: 'array',
          items: { type: 'string' },
          'x-kubernetes-list-type': 'set',
        },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string' },
              count: { type: 'integer' },
            },
          },
        },
        replicas: { type: 'integer' },
      },
    },
    status: {
      type: 'object',
      properties: { phase: { type: 'string' }, replicas: { type: 'integer' } },
    },
  },
};

/** Installs a definition of a group of the case's own, and waits until it is served. */
async function installWidgets(
  { api, namespace, eventually }: Target,
  schema = widgetSchema,
): Promise<{ path: string; group: string }> {
  const group = `${namespace}.example.com`;
  const created = await api.post(DEFINITIONS, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: {
            status: {},
            scale: {
              specReplicasPath: '.spec.replicas',
              statusReplicasPath: '.status.replicas',
            },
          },
          additionalPrinterColumns: [
            { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
            { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
          ],
        },
      ],
    },
  });
  expectStatus(created, 201, 'create the definition');
  await eventually('the definition is established', async () => {
    const { body } = await api.get(`${DEFINITIONS}/widgets.${group}`);
    const conditions = (body.status?.conditions ?? []) as ApiObject[];
    const isReady = conditions.some(
      item => item.type === 'Established' && item.status === 'True',
    );
    const served =
      isReady && (await api.get(`/apis/${group}/v1/widgets`)).status === 200;
    return served;
  });
  return { path: `/apis/${group}/v1/namespaces/${namespace}/widgets`, group };
}

const widget = (group: string, name: string, spec: ApiObject): ApiObject => ({
  apiVersion: `${group}/v1`,
  kind: 'Widget',
  metadata: { name },
  spec,
});

export const definitionCases: ConformanceCase[] = [
  {
    name: 'a custom object gets its defaults and loses unknown fields',
    async run(target) {
      const { path, group } = await installWidgets(target);
      const reply = await target.api.post(
        path,
        widget(group, 'a', { size: 2, stray: 1, free: { any: [1] } }),
      );
      const body = expectStatus(reply, 201, 'create');
      expectEqual(
        body.spec,
        { size: 2, color: 'green', settings: { level: 3 }, free: { any: [1] } },
        'spec',
      );
      expectEqual(body.metadata.generation, 1, 'generation');
      expectEqual(
        reply.warnings,
        ['299 - "unknown field \\"spec.stray\\""'],
        'warnings',
      );
    },
  },
  {
    name: 'strict field validation names every unknown field',
    async run(target) {
      const { path, group } = await installWidgets(target);
      const reply = await target.api.post(
        `${path}?fieldValidation=Strict`,
        widget(group, 'a', { size: 2, stray: 1 }),
      );
      expectFault(
        reply,
        400,
        'BadRequest',
        'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.stray"',
      );
    },
  },
  {
    name: 'an invalid custom object is refused with one cause per fault',
    async run(target) {
      const { path, group } = await installWidgets(target);
      const kind = `Widget.${group}`;
      const causes = async (spec: ApiObject) => {
        const { body } = await target.api.post(
          path,
          widget(group, 'bad', spec),
        );
        return {
          code: body.code,
          reason: body.reason,
          causes: body.details?.causes,
          message: body.message,
        };
      };
      expectEqual(
        await causes({}),
        {
          code: 422,
          reason: 'Invalid',
          causes: [
            {
              reason: 'FieldValueRequired',
              message: 'Required value',
              field: 'spec.size',
            },
          ],
          message: `${kind} "bad" is invalid: spec.size: Required value`,
        },
        'missing field',
      );
      expectEqual(
        (await causes({ size: 'big' })).causes,
        [
          {
            reason: 'FieldValueTypeInvalid',
            message:
              'Invalid value: "string": spec.size in body must be of type integer: "string"',
            field: 'spec.size',
          },
        ],
        'wrong type',
      );
      expectEqual(
        (await causes({ size: 11 })).message,
        `${kind} "bad" is invalid: spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10`,
        'maximum',
      );
      expectEqual(
        (await causes({ size: 0 })).message,
        `${kind} "bad" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1`,
        'minimum',
      );
      expectEqual(
        (await causes({ size: 1, color: 'blue' })).message,
        `${kind} "bad" is invalid: spec.color: Unsupported value: "blue": supported values: "red", "green"`,
        'enum',
      );
      expectEqual(
        (await causes({ size: 1, interval: '5 parsecs' })).message,
        `${kind} "bad" is invalid: spec.interval: Invalid value: "5 parsecs": spec.interval in body should match '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'`,
        'pattern',
      );
      expectEqual(
        (await causes({ size: 1, code: 'abcdef' })).message,
        `${kind} "bad" is invalid: spec.code: Too long: may not be more than 5 bytes`,
        'maxLength',
      );
      expectEqual(
        (await causes({ size: 1, tags: ['a', 'b', 'a'] })).message,
        `${kind} "bad" is invalid: spec.tags[2]: Duplicate value: "a"`,
        'set',
      );
      expectEqual(
        (await causes({ size: 1, parts: [{ name: 'a' }, { name: 'a' }] }))
          .message,
        `${kind} "bad" is invalid: spec.parts[1]: Duplicate value: {"name":"a"}`,
        'list map',
      );
    },
  },
  {
    name: 'status is written only through its subresource, and spec only outside of it',
    async run(target) {
      const { path, group } = await installWidgets(target);
      const created = await target.api.post(path, {
        ...widget(group, 'a', { size: 2 }),
        status: { phase: 'Sneaky' },
      });
      expectEqual(created.body.status, undefined, 'status at creation');
      const merged = await target.api.patch('merge', `${path}/a/status`, {
        spec: { size: 9 },
        status: { phase: 'Ready' },
      });
      expectEqual(merged.body.status, { phase: 'Ready' }, 'status');
      expectEqual(merged.body.spec.size, 2, 'spec after a status patch');
      expectEqual(
        merged.body.metadata.generation,
        1,
        'generation after a status patch',
      );
      const changed = await target.api.patch('merge', `${path}/a`, {
        spec: { size: 3 },
        status: { phase: 'No' },
      });
      expectEqual(
        changed.body.status,
        { phase: 'Ready' },
        'status after a main patch',
      );
      expectEqual(
        changed.body.metadata.generation,
        2,
        'generation after a spec change',
      );
      const labelled = await target.api.patch('merge', `${path}/a`, {
        metadata: { labels: { a: 'b' } },
      });
      expectEqual(
        labelled.body.metadata.generation,
        2,
        'generation after a label',
      );
    },
  },
  {
    name: 'a custom object is scaled through its scale subresource',
    async run(target) {
      const { path, group } = await installWidgets(target);
      await target.api.post(path, widget(group, 'a', { size: 2, replicas: 1 }));
      const scaled = await target.api.patch('merge', `${path}/a/scale`, {
        spec: { replicas: 4 },
      });
      expectEqual(scaled.body.kind, 'Scale', 'kind');
      expectEqual(scaled.body.spec, { replicas: 4 }, 'scale');
      expectEqual(
        (await target.api.get(`${path}/a`)).body.spec.replicas,
        4,
        'replicas',
      );
    },
  },
  {
    name: 'an update of a custom object needs the resourceVersion, and the right one',
    async run(target) {
      const { path, group } = await installWidgets(target);
      const { body } = await target.api.post(
        path,
        widget(group, 'a', { size: 2 }),
      );
      expectFault(
        await target.api.put(`${path}/a`, widget(group, 'a', { size: 3 })),
        422,
        'Invalid',
        `widgets.${group} "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
      );
      await target.api.patch('merge', `${path}/a`, { spec: { size: 4 } });
      expectFault(
        await target.api.put(`${path}/a`, body),
        409,
        'Conflict',
        `Operation cannot be fulfilled on widgets.${group} "a": the object has been modified; please apply your changes to the latest version and try again`,
      );
    },
  },
  {
    name: 'kubectl prints the columns of the definition',
    async run(target) {
      const { path, group } = await installWidgets(target);
      await target.api.post(path, widget(group, 'a', { size: 2 }));
      await target.api.patch('merge', `${path}/a/status`, {
        status: { phase: 'Ready' },
      });
      const table = await target.kubectl(['get', `widgets.${group}`]);
      expectEqual(
        table
          .trim()
          .split('\n')
          .map(line => line.trim().split(/\s+/)),
        [
          ['NAME', 'SIZE', 'PHASE'],
          ['a', '2', 'Ready'],
        ],
        'table',
      );
    },
  },
  {
    name: 'deleting a definition deletes its objects and ends the API',
    async run(target) {
      const { path, group } = await installWidgets(target);
      await target.api.post(path, widget(group, 'a', { size: 2 }));
      await target.api.delete(`${DEFINITIONS}/widgets.${group}`);
      await target.eventually(
        'the definition is gone',
        async () => {
          const { status } = await target.api.get(
            `${DEFINITIONS}/widgets.${group}`,
          );
          return status === 404;
        },
        30_000,
      );
      await target.eventually(
        'the path is gone',
        async () => (await target.api.get(path)).status === 404,
      );
    },
  },
  {
    name: 'x-kubernetes-validations are evaluated with old and new values',
    async run(target) {
      const schema: ApiObject = {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            'x-kubernetes-validations': [
              {
                rule: 'self.min <= self.max',
                message: 'min must not exceed max',
              },
              { rule: '!has(self.name) || self.name.startsWith("w-")' },
            ],
            properties: {
              min: { type: 'integer' },
              max: { type: 'integer' },
              name: { type: 'string' },
              fixed: {
                type: 'string',
                'x-kubernetes-validations': [
                  { rule: 'self == oldSelf', message: 'fixed is immutable' },
                ],
              },
            },
          },
        },
      };
      const { path, group } = await installWidgets(target, schema);
      const message = async (spec: ApiObject) =>
        (await target.api.post(path, widget(group, 'a', spec))).body.message;
      expectEqual(
        await message({ min: 3, max: 1 }),
        `Widget.${group} "a" is invalid: spec: Invalid value: min must not exceed max`,
        'rule with a message',
      );
      expectEqual(
        await message({ min: 1, max: 1, name: 'x' }),
        `Widget.${group} "a" is invalid: spec: Invalid value: failed rule: !has(self.name) || self.name.startsWith("w-")`,
        'rule without a message',
      );
      expectStatus(
        await target.api.post(
          path,
          widget(group, 'a', { min: 1, max: 2, fixed: 'x' }),
        ),
        201,
        'valid',
      );
      const changed = await target.api.patch('merge', `${path}/a`, {
        spec: { fixed: 'y' },
      });
      expectEqual(
        changed.body.message,
        `Widget.${group} "a" is invalid: spec.fixed: Invalid value: "y": fixed is immutable`,
        'transition rule',
      );
    },
  },
];
