/**
 * ESLint configuration of one package: Backstage's own rules for its role,
 * the import directions of docs/architecture.md and size caps. A package may
 * import only the packages of this repository that {@link MAY_IMPORT} lists for
 * it; a package that the table does not name can't be linted. The rules that
 * need types are in scripts/lint/promises.eslintrc.js.
 */
const factory = require('@backstage/cli/config/eslint-factory');
const { basename, dirname, join } = require('path');

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
  'sourceignore',
  'semver',
  'cel',
];
const ENGINES = [...PURE, 'git', 'http', 'oci'];

/**
 * Package name without the scope → packages of ours that its sources may
 * import, `*` for all. Tests may import what package.json declares.
 */
const MAY_IMPORT = {
  'go-yaml': [],
  kustomize: ['go-yaml'],
  'go-template': ['go-yaml', 'semver'],
  helm: ['go-yaml', 'go-template', 'semver', 'tar'],
  sops: ['go-yaml'],
  'sops-node': ['http', 'sops'],
  envsubst: [],
  tar: [],
  sourceignore: [],
  semver: [],
  cel: [],
  http: [],
  oci: ['http', 'semver', 'sourceignore', 'tar'],
  git: ['http', 'semver', 'tar'],
  kube: ['cel'],
  'helm-release': ['go-template', 'go-yaml', 'helm', 'kube'],
  devcluster: ['cel', 'go-yaml'],
  'plugin-gitops-common': [],
  'plugin-gitops-node': ['http', 'kube', 'sops', 'plugin-gitops-common'],
  'plugin-gitops-controllers': [
    ...ENGINES,
    'helm-release',
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
    'helm-release',
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
  faults: ['*'],
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

/** Lines are counted without blank ones and comments. */
const lines = max => [
  'error',
  { max, skipBlankLines: true, skipComments: true },
];
/** Sizes of what is not a test; tables and generated files are exempt. */
const SIZE_CAPS = {
  'max-lines': lines(400),
  'max-lines-per-function': lines(60),
  'max-depth': ['error', 4],
  'max-params': ['error', 5],
};

/** Sources that only tests use: no size cap, and they may import test packages. */
const TEST_SUPPORT = ['**/testing/**', '**/*.cases.ts'];
const TESTS = ['**/*.test.*', '**/__testUtils__/**', '**/__mocks__/**'];
const GENERATED = ['**/generated/**', '**/*.generated.*'];

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
      ...(isTestPackage(dir) ? [] : sizeCaps()),
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

/** Packages in `test/` are tests as a whole. */
function isTestPackage(dir) {
  return basename(dirname(dir)) === 'test';
}

function sizeCaps() {
  const excludedFiles = [...TESTS, ...TEST_SUPPORT, ...GENERATED];
  return [
    { files: ['src/**/*.ts', 'src/**/*.tsx'], excludedFiles, rules: SIZE_CAPS },
    // A component's markup counts as lines of its function.
    {
      files: ['src/**/*.tsx'],
      excludedFiles,
      rules: { 'max-lines-per-function': lines(80) },
    },
  ];
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
