/**
 * ESLint configuration of one room: Backstage's own rules for its role, plus
 * the import directions of docs/architecture.md. A room may import only the
 * rooms listed for it; everything else of ours is refused.
 */
const factory = require('@backstage/cli/config/eslint-factory');

const SCOPE = '@backstage-gitops/';
const ENGINES = [
  'go-yaml',
  'kustomize',
  'go-template',
  'helm',
  'sops',
  'sops-node',
  'envsubst',
  'tar',
  'git',
];
const PLUGINS = [
  'plugin-gitops-common',
  'plugin-gitops-node',
  'plugin-gitops-controllers',
  'plugin-gitops-backend',
  'plugin-gitops',
];
const ALL = [...ENGINES, 'kube', 'devcluster', 'cli', ...PLUGINS];

/** Room folder name → rooms of ours that it may import in its sources. */
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
  'gitops-common': [],
  'gitops-node': ['kube', 'sops', 'plugin-gitops-common'],
  'gitops-controllers': [
    ...ENGINES,
    'kube',
    'plugin-gitops-common',
    'plugin-gitops-node',
  ],
  'gitops-backend': [
    'go-yaml',
    'kube',
    'plugin-gitops-common',
    'plugin-gitops-node',
  ],
  'gitops-frontend': ['plugin-gitops-common'],
  cli: [
    ...ENGINES,
    'kube',
    'devcluster',
    'plugin-gitops-common',
    'plugin-gitops-controllers',
  ],
  app: ['plugin-gitops'],
  backend: ['plugin-gitops-backend', 'plugin-gitops-controllers'],
};

/** Node built-ins that an engine may not touch: files and processes are passed in. */
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
];
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

module.exports = dir => {
  const room = require('path').basename(dir);
  const allowed = MAY_IMPORT[room] ?? ALL;
  const refused = ALL.filter(name => !allowed.includes(name)).map(name => ({
    name: `${SCOPE}${name}`,
    message: `${room} may not import ${name}: see "Rooms" in docs/architecture.md`,
  }));
  const processModules = PURE.includes(room)
    ? PROCESS_MODULES.flatMap(name => [name, `node:${name}`]).map(name => ({
        name,
        message: 'An engine touches no file, network or process: pass it in.',
      }))
    : [];
  const config = factory(dir, {
    restrictedSrcImports: [...refused, ...processModules],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // A file reads downwards: what it exports first, what that uses below.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false },
      ],
      // The formats that we read and write speak of control characters.
      'no-control-regex': 'off',
      // The table above says who may import whom; tests import the judges.
      '@backstage/no-mixed-plugin-imports': 'off',
    },
  });
  return config;
};
