// Steps that change how the other fields work: configurations, crds, openapi.
import { emit } from '../emit.mjs';

const FOO = { kind: 'Foo', group: 'x.io' };
const SECTIONS = [
  {
    nameReference: [
      {
        kind: 'ConfigMap',
        version: 'v1',
        fieldSpecs: [{ path: 'spec/ref/name', kind: 'Foo' }],
      },
    ],
  },
  {
    nameReference: [
      {
        kind: 'Deployment',
        group: 'apps',
        fieldSpecs: [
          { path: 'spec/list/name', ...FOO },
          { path: 'spec/value', ...FOO },
        ],
      },
    ],
  },
  {
    nameReference: [
      { kind: 'Foo', fieldSpecs: [{ path: 'data/a', kind: 'ConfigMap' }] },
    ],
  },
  { commonLabels: [{ path: 'spec/labels', create: true, ...FOO }] },
  { labels: [{ path: 'spec/only/labels', create: true, ...FOO }] },
  { templateLabels: [{ path: 'spec/tpl/labels', create: true, ...FOO }] },
  { commonAnnotations: [{ path: 'spec/noted', create: true, ...FOO }] },
  { images: [{ path: 'spec/value', kind: 'Foo' }] },
  { images: [{ path: 'spec/list[]/v', kind: 'Foo' }] },
  { namespace: [{ path: 'spec/ns', kind: 'Foo', create: true }] },
  { namePrefix: [{ path: 'spec/value', kind: 'Foo' }] },
  { nameSuffix: [{ path: 'data/b', kind: 'ConfigMap' }] },
  { varReference: [{ path: 'spec/value', kind: 'Foo' }] },
  { varReference: [{ path: 'data', kind: 'ConfigMap' }] },
  { replicas: [{ path: 'spec/count', kind: 'Foo', create: true }] },
];

const FOO_CRD = {
  'io.x.Foo': {
    Schema: {
      'x-kubernetes-group-version-kind': [
        { group: 'x.io', version: 'v1', kind: 'Foo' },
      ],
      properties: {
        apiVersion: {},
        kind: {},
        metadata: {},
        spec: { $ref: 'io.x.FooSpec' },
      },
    },
  },
  'io.x.FooSpec': {
    Schema: {
      properties: {
        ref: {
          'x-kubernetes-object-ref-api-version': 'v1',
          'x-kubernetes-object-ref-kind': 'ConfigMap',
        },
        map: { 'x-kubernetes-label-selector': '' },
        notes: { 'x-kubernetes-annotation': '' },
        value: { 'x-kubernetes-identity': '' },
      },
    },
  },
};

const fooSchema = r => ({
  definitions: {
    'io.x.v1.Foo': {
      type: 'object',
      'x-kubernetes-group-version-kind': [
        { group: 'x.io', version: 'v1', kind: 'Foo' },
      ],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: {
          type: 'object',
          properties: {
            list: {
              type: 'array',
              items: {
                type: 'object',
                properties: { name: { type: 'string' } },
              },
              'x-kubernetes-patch-merge-key': 'name',
              'x-kubernetes-patch-strategy': r.pick([
                'merge',
                'replace',
                'merge,retainKeys',
              ]),
            },
            words: {
              type: 'array',
              items: { type: 'string' },
              'x-kubernetes-patch-strategy': 'merge',
            },
          },
        },
      },
    },
  },
});

export const SETTING_STEPS = {
  configurations: (r, { k, files, directory, next }) => {
    const path = `config-${next()}.yaml`;
    files[`${directory}/${path}`] = emit(
      r,
      Object.assign({}, ...r.some(SECTIONS, 1, 3)),
    );
    k.configurations = [path];
  },
  crds: (r, { k, files, directory }) => {
    files[`${directory}/crd.json`] = r.chance(0.5)
      ? JSON.stringify(FOO_CRD)
      : emit(r, FOO_CRD);
    k.crds = ['crd.json'];
  },
  openapi: (r, { k, files, directory }) => {
    if (r.chance(0.3)) {
      k.openapi = { version: 'v1.21.2' };
      return;
    }
    const schema = fooSchema(r);
    files[`${directory}/schema.json`] = r.chance(0.6)
      ? JSON.stringify(schema)
      : emit(r, schema);
    k.openapi = { path: 'schema.json' };
  },
};
