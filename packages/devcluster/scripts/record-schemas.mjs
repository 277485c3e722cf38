#!/usr/bin/env node
/**
 * Writes src/schema/builtin.json: the schemas and discovery facts of the
 * built-in kinds, as the real API server publishes them, without prose.
 *
 *   node packages/devcluster/scripts/record-schemas.mjs
 *
 * Needs Go: the OpenAPI and discovery documents are read from the module
 * k8s.io/kubernetes, and how Go writes each field from test/control-plane/field-tags.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = 'v1.36.1';
const GROUPS = [
  ['', 'v1'],
  ['admissionregistration.k8s.io', 'v1'],
  ['apiextensions.k8s.io', 'v1'],
  ['apiregistration.k8s.io', 'v1'],
  ['apps', 'v1'],
  ['authentication.k8s.io', 'v1'],
  ['authorization.k8s.io', 'v1'],
  ['autoscaling', 'v1'],
  ['autoscaling', 'v2'],
  ['batch', 'v1'],
  ['certificates.k8s.io', 'v1'],
  ['coordination.k8s.io', 'v1'],
  ['discovery.k8s.io', 'v1'],
  ['events.k8s.io', 'v1'],
  ['flowcontrol.apiserver.k8s.io', 'v1'],
  ['networking.k8s.io', 'v1'],
  ['node.k8s.io', 'v1'],
  ['policy', 'v1'],
  ['rbac.authorization.k8s.io', 'v1'],
  ['scheduling.k8s.io', 'v1'],
  ['storage.k8s.io', 'v1'],
];
/** Schema keywords that are facts the server needs; everything else is prose or unused. */
const KEPT = ['type', 'format', 'default', 'enum', 'required'];
const EXTENSIONS = {
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKeys',
  'x-kubernetes-map-type': 'mapType',
  'x-kubernetes-patch-strategy': 'patchStrategy',
  'x-kubernetes-patch-merge-key': 'patchMergeKey',
  'x-kubernetes-int-or-string': 'intOrString',
  'x-kubernetes-preserve-unknown-fields': 'preserveUnknown',
  'x-kubernetes-group-version-kind': 'kinds',
};

const here = dirname(fileURLToPath(import.meta.url));
const controlPlane = join(here, '../../../test/control-plane');
const go = args =>
  execFileSync('go', args, {
    cwd: controlPlane,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
const module = JSON.parse(
  go(['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`]),
).Dir;
const read = path =>
  JSON.parse(readFileSync(join(module, 'api', path), 'utf8'));
const tags = JSON.parse(go(['run', './field-tags']));

const shortName = reference => reference.replace('#/components/schemas/', '');

function compact(schema) {
  const out = {};
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference) out.ref = shortName(reference);
  if (schema.oneOf && !reference) out.intOrString = true;
  for (const key of KEPT) if (schema[key] !== undefined) out[key] = schema[key];
  for (const [key, name] of Object.entries(EXTENSIONS)) {
    if (schema[key] !== undefined && name !== 'kinds') out[name] = schema[key];
  }
  if (schema.items) out.items = compact(schema.items);
  if (schema.additionalProperties)
    out.additionalProperties = compact(schema.additionalProperties);
  if (schema.properties) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        compact(property),
      ]),
    );
  }
  return out;
}

const definitions = {};
const kinds = {};
for (const [group, version] of GROUPS) {
  const file = group
    ? `apis__${group}__${version}_openapi.json`
    : `api__${version}_openapi.json`;
  const { schemas } = read(`openapi-spec/v3/${file}`).components;
  for (const [name, schema] of Object.entries(schemas)) {
    if (definitions[name]) continue;
    const definition = compact(schema);
    for (const [field, { written, number }] of Object.entries(
      tags[name] ?? {},
    )) {
      const property = definition.properties?.[field];
      if (property && written) property.written = written;
      if (property && number) property.number = number;
    }
    definitions[name] = definition;
    for (const kind of schema['x-kubernetes-group-version-kind'] ?? []) {
      kinds[`${kind.group}/${kind.version}/${kind.kind}`] = name;
    }
  }
}

const discovery = [];
const served = [...read('discovery/aggregated_v2.json').items];
function resourceList(group, version) {
  const list = read(
    `discovery/${
      group ? `apis__${group}__${version}` : `api__${version}`
    }.json`,
  );
  return list.resources.map(({ storageVersionHash, ...resource }) => resource);
}
const versionsOf = group =>
  group === ''
    ? ['v1']
    : served
        .find(item => item.metadata.name === group)
        .versions.map(v => v.version);
const order = ['', ...served.map(item => item.metadata.name)];
for (const group of order) {
  for (const version of versionsOf(group)) {
    if (!GROUPS.some(([g, v]) => g === group && v === version)) continue;
    discovery.push({ group, version, resources: resourceList(group, version) });
  }
}

// Only what a served kind reaches is kept.
const roots = new Set(
  Object.entries(kinds)
    .filter(([key]) => GROUPS.some(([g, v]) => key.startsWith(`${g}/${v}/`)))
    .map(([, name]) => name),
);
const reached = {};
const visit = name => {
  if (reached[name] || !definitions[name]) return;
  reached[name] = definitions[name];
  JSON.stringify(definitions[name], (key, value) => {
    if (key === 'ref') visit(value);
    return value;
  });
};
roots.forEach(visit);
const keptKinds = Object.fromEntries(
  Object.entries(kinds).filter(
    ([key, name]) =>
      reached[name] && GROUPS.some(([g, v]) => key.startsWith(`${g}/${v}/`)),
  ),
);

const sorted = object =>
  Object.fromEntries(
    Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const target = join(here, '../src/schema/builtin.json');
const text = JSON.stringify({
  version: VERSION,
  kinds: sorted(keptKinds),
  discovery,
  definitions: sorted(reached),
});
writeFileSync(target, `${text}\n`);
process.stdout.write(
  `${target}: ${Object.keys(reached).length} definitions, ${
    text.length
  } bytes\n`,
);
