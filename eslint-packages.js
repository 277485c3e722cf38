/**
 * ESLint configuration of one package: Backstage's own rules for its role,
 * and the import directions of docs/architecture.md. A package may
 * import only the packages of this repository that {@link MAY_IMPORT} lists for
 * it; a package that the table does not name can't be linted.
 */
const factory = require('@backstage/cli/config/eslint-factory');
const { basename, join } = require('path');

const SCOPE = '@backstage-gitops/';

/** Packages that run wherever JavaScript runs: no file, network or process. */
const PURE = [
  'go-yaml',
  'kustomize',
  'go-template',
  'helm',
  'sops',
  'sops-node',
  'envsubst',
  'tar',
];
const ENGINES = [...PURE, 'git', 'http'];

/**
 * Package name without the scope → packages of ours that its sources may
 * import, `*` for all. Tests may import what package.json declares.
 */
const MAY_IMPORT = {
  'go-yaml': [],
  kustomize: ['go-yaml'],
  'go-template': ['go-yaml'],
  helm: ['go-yaml', 'go-template', 'tar'],
  sops: ['go-yaml'],
  'sops-node': ['sops'],
  envsubst: [],
  tar: [],
  http: [],
  git: ['http'],
  kube: [],
  devcluster: ['go-yaml'],
  'plugin-gitops-common': [],
  'plugin-gitops-node': ['kube', 'sops', 'plugin-gitops-common'],
  'plugin-gitops-controllers': [
    ...ENGINES,
    'kube',
    'plugin-gitops-common',
    'plugin-gitops-node',
  ],
  'plugin-gitops-backend': [
    'go-yaml',
    'kube',
    'plugin-gitops-common',
    'plugin-gitops-node',
  ],
  'plugin-gitops': ['plugin-gitops-common'],
  cli: [
    ...ENGINES,
    'kube',
    'devcluster',
    'plugin-gitops-common',
    'plugin-gitops-controllers',
  ],
  app: ['plugin-gitops'],
  backend: ['plugin-gitops-backend', 'plugin-gitops-controllers'],
  certificates: [],
  oracle: [],
  random: [],
  'browser-tests': ['*'],
  conformance: ['*'],
};

/** Node built-ins that a pure package may not touch: files and processes are passed in. */
const PROCESS_MODULES = [
  'fs',
  'fs/promises',
  'child_process',
  'net',
  'http',
  'https',
  'os',
  'worker_threads',
  'process',
].flatMap(name => [name, `node:${name}`]);

/** Sources that only tests use: they may import test packages. */
const TEST_SUPPORT = ['**/testing/**', '**/*.cases.ts'];

module.exports = dir => {
  const name = packageName(dir);
  const allowed = MAY_IMPORT[name];
  if (!allowed) {
    throw new Error(
      `${name} is not in MAY_IMPORT of eslint-packages.js: list there what it may import`,
    );
  }
  const config = factory(dir, {
    restrictedSrcImports: PURE.includes(name) ? processModules() : [],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // A file reads downwards: what it exports first, what that uses below.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false },
      ],
      // The formats that we read and write speak of control characters.
      'no-control-regex': 'off',
      // MAY_IMPORT says who may import whom; tests import reference tools.
      '@backstage/no-mixed-plugin-imports': 'off',
    },
    overrides: [
      { files: TEST_SUPPORT, rules: { 'no-restricted-imports': 'off' } },
    ],
  });
  restrictPackages(config, name, allowed);
  return config;
};

function packageName(dir) {
  const { name = basename(dir) } = require(join(dir, 'package.json'));
  return name.startsWith(SCOPE) ? name.slice(SCOPE.length) : name;
}

function processModules() {
  return PROCESS_MODULES.map(name => ({
    name,
    message: 'An engine touches no file, network or process: pass it in.',
  }));
}

/**
 * Refuses every package of our scope that is not allowed, also one that the
 * table does not know. Rewrites the rule of the factory, whose patterns are
 * texts: ESLint takes either texts or groups with a message.
 */
function restrictPackages(config, name, allowed) {
  if (allowed.includes('*')) return;
  const [level, { paths, patterns }] = config.rules['no-restricted-imports'];
  const own = {
    group: [`${SCOPE}*`, ...allowed.map(target => `!${SCOPE}${target}`)],
    message: `${name} may not import it: see "Packages" in docs/architecture.md`,
  };
  config.rules['no-restricted-imports'] = [
    level,
    { paths, patterns: [{ group: patterns }, own] },
  ];
}
