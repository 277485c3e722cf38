import {
  chartOf,
  configMap,
  helm,
  install,
  scenario,
  upgrade,
} from './build.mjs';

const one = chartOf([configMap('one')]);
const raw = (text, more) => chartOf([text], more);

export const INVALID = [
  scenario(
    'refuses an unknown kind',
    [
      install(
        chartOf([
          {
            apiVersion: 'example.org/v1',
            kind: 'Thing',
            metadata: { name: 'a' },
          },
        ]),
      ),
    ],
    { isShort: true },
  ),
  scenario('refuses an unknown version of a known kind', [
    install(
      chartOf([
        configMap('one'),
        {
          apiVersion: 'apps/v1beta1',
          kind: 'Deployment',
          metadata: { name: 'a' },
        },
      ]),
    ),
  ]),
  scenario('refuses an unknown kind in an upgrade', [
    install(one),
    upgrade(
      chartOf([
        {
          apiVersion: 'example.org/v1',
          kind: 'Thing',
          metadata: { name: 'a' },
        },
      ]),
    ),
  ]),
  scenario('refuses an unknown field', [
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nbogus: 1\n',
      ),
    ),
  ]),
  scenario('refuses an unknown field client-side', [
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nbogus: 1\n',
      ),
      '--server-side=false',
    ),
  ]),
  scenario('lets an unknown field pass without validation', [
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nbogus: 1\n',
      ),
      '--disable-openapi-validation --server-side=false',
    ),
  ]),
  scenario('lets an unknown field pass server-side without validation', [
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\nbogus: 1\n',
      ),
      '--disable-openapi-validation',
    ),
  ]),
  scenario('refuses a value of a wrong type', [
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: 1\n',
      ),
    ),
    install(
      raw(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: 1\n',
      ),
      '--replace --server-side=false',
    ),
  ]),
  scenario('refuses a value that the server refuses', [
    install(
      raw(
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: one\nspec:\n  ports:\n  - port: 0\n',
      ),
    ),
  ]),
  scenario('refuses a bad name of an object', [
    install(chartOf([configMap('Bad_Name')])),
  ]),
  scenario('refuses an object without a kind', [
    install(raw('apiVersion: v1\nmetadata:\n  name: one\n')),
  ]),
  scenario('refuses an object without a version', [
    install(raw('kind: ConfigMap\nmetadata:\n  name: one\n')),
  ]),
  scenario('refuses an object without a name', [
    install(raw('apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n')),
  ]),
  scenario('refuses one object twice', [
    install(chartOf([configMap('one'), configMap('one')])),
  ]),
  scenario('refuses YAML that is none', [install(raw('a: b: c\n'))]),
  scenario(
    'refuses a template that fails',
    [
      install(raw('{{ fail "this must not be" }}')),
      install(raw('{{ .Values.a.b.c }}')),
      install(raw('{{ required "a is needed" .Values.a }}')),
      install(raw('{{ include "none" . }}')),
      install(raw('{{ if }}')),
    ],
    {},
  ),
  scenario('refuses an upgrade whose template fails', [
    install(one),
    upgrade(raw('{{ required "a is needed" .Values.a }}')),
  ]),
  scenario(
    'refuses values against the schema',
    [
      install(
        {
          ...one,
          values: { port: 80 },
          schema: { type: 'object', properties: { port: { type: 'integer' } } },
        },
        '--set port=web',
      ),
      install(
        {
          ...one,
          values: { port: 80 },
          schema: { type: 'object', properties: { port: { type: 'integer' } } },
        },
        '--set port=web --skip-schema-validation',
      ),
    ],
    { isShort: true },
  ),
  scenario('refuses an upgrade against the schema', [
    install({ ...one, values: { port: 80 } }, '--set port=web'),
    upgrade(
      {
        ...one,
        values: { port: 80 },
        schema: { type: 'object', properties: { port: { type: 'integer' } } },
      },
      '--reuse-values',
    ),
  ]),
  scenario('refuses a values file that is missing', [
    install(one, '-f <folder>/none.yaml'),
  ]),
  scenario('refuses a values file that is none', [
    install(one, '-f <folder>/bad.yaml', {
      files: { 'bad.yaml': 'a: b: c\n' },
    }),
    install(one, '-f <folder>/list.yaml', { files: { 'list.yaml': '- a\n' } }),
    install(one, '--set a=b=c,,'),
    install(one, '--set-json a={'),
  ]),
  scenario('refuses a chart that is missing', [
    helm('install app ./none'),
    helm('install app none'),
    helm('install app some/chart'),
    helm('upgrade app ./none'),
  ]),
  scenario('refuses a chart that is none', [
    helm('install app <folder>/empty', undefined, {
      files: { 'empty/x.txt': '' },
    }),
    helm('install app <folder>/bad', undefined, {
      files: { 'bad/Chart.yaml': 'name: bad\n' },
    }),
    helm('install app <folder>/file.txt', undefined, {
      files: { 'file.txt': 'text' },
    }),
  ]),
  scenario('refuses a chart for another Kubernetes', [
    install({ ...one, metadata: { kubeVersion: '>=99.0.0' } }),
    install({ ...one, metadata: { kubeVersion: '>=1.20.0-0' } }),
  ]),
  scenario('refuses a library chart', [
    install({ ...one, metadata: { type: 'library' } }),
  ]),
  scenario('warns of a deprecated chart', [
    install({ ...one, metadata: { deprecated: true } }),
  ]),
  scenario('refuses a chart whose dependencies are missing', [
    install({
      ...one,
      metadata: {
        dependencies: [{ name: 'sub', version: '1.0.0', repository: '' }],
      },
    }),
  ]),
  scenario('refuses an upgrade of nothing', [upgrade(one)], {}),
  scenario('refuses flags that exclude each other', [
    install(one, '--force-replace --force-conflicts'),
    install(one, '--wait=long'),
    install(one, '--timeout long'),
    install(one, '--bogus'),
    install(one, '-o xml'),
    install(one, '--dry-run=maybe'),
    upgrade(one, '--server-side=maybe'),
  ]),
  scenario('refuses words that are missing', [
    helm('install'),
    helm('upgrade app'),
    helm('rollback'),
    helm('uninstall'),
    helm('test'),
    helm('install a b c'),
  ]),
  scenario('refuses a name of a release that is none', [
    helm('upgrade Bad_Name <chart>', one),
    helm('rollback Bad_Name'),
    helm('uninstall Bad_Name'),
    helm('test Bad_Name'),
  ]),
];
