import type { FlagSpec } from '../../flags';
import { NETWORK_FLAGS } from '../../networkFlags';

type Flags = Readonly<Record<string, FlagSpec>>;

const NO_PLUGINS = 'plugins are not run';

/** Flags of every command that talks to a cluster. */
export const CLUSTER_FLAGS: Flags = {
  'burst-limit': { kind: 'int' },
  color: { kind: 'string' },
  colour: { kind: 'string' },
  'content-cache': { kind: 'string' },
  debug: { kind: 'bool' },
  help: { kind: 'bool', short: 'h' },
  'kube-apiserver': { kind: 'string' },
  'kube-as-group': { kind: 'strings' },
  'kube-as-user': { kind: 'string' },
  'kube-ca-file': { kind: 'string' },
  'kube-context': { kind: 'string' },
  'kube-insecure-skip-tls-verify': { kind: 'bool' },
  'kube-tls-server-name': { kind: 'string' },
  'kube-token': { kind: 'string' },
  kubeconfig: { kind: 'string' },
  namespace: { kind: 'string', short: 'n' },
  qps: { kind: 'float' },
  'registry-config': { kind: 'string' },
  'repository-cache': { kind: 'string' },
  'repository-config': { kind: 'string' },
};

/** Flags that say which values a chart gets. */
const VALUE_FLAGS: Flags = {
  set: { kind: 'strings' },
  'set-file': { kind: 'strings' },
  'set-json': { kind: 'strings' },
  'set-literal': { kind: 'strings' },
  'set-string': { kind: 'strings' },
  values: { kind: 'slice', short: 'f' },
};

/** Flags that say where a chart is, and how to get it. */
const CHART_FLAGS: Flags = {
  ...NETWORK_FLAGS,
  'ca-file': { kind: 'string' },
  'cert-file': { kind: 'string' },
  'dependency-update': {
    kind: 'bool',
    refuse: 'put the dependencies into charts/ first',
  },
  devel: { kind: 'bool' },
  'insecure-skip-tls-verify': { kind: 'bool' },
  'key-file': { kind: 'string' },
  keyring: { kind: 'string' },
  'pass-credentials': { kind: 'bool' },
  password: { kind: 'string' },
  'plain-http': { kind: 'bool' },
  repo: { kind: 'string' },
  username: { kind: 'string' },
  verify: { kind: 'bool', refuse: 'signatures are not checked here' },
  version: { kind: 'string' },
};

/** Flags of commands that wait. */
export const WAIT_FLAGS: Flags = {
  'no-hooks': { kind: 'bool' },
  timeout: { kind: 'duration' },
  wait: { kind: 'wait', bare: 'watcher' },
};

/** Flags of commands that apply objects. */
export const APPLY_FLAGS: Flags = {
  force: { kind: 'bool', deprecated: 'use --force-replace instead' },
  'force-conflicts': { kind: 'bool' },
  'force-replace': { kind: 'bool' },
  'wait-for-jobs': { kind: 'bool' },
};

/** A trial that changes nothing. */
export const DRY_RUN_FLAGS: Flags = {
  'dry-run': { kind: 'string', bare: 'unset' },
};

/** Flags that `install` and `upgrade` share. */
export const RENDER_FLAGS: Flags = {
  ...CLUSTER_FLAGS,
  ...VALUE_FLAGS,
  ...CHART_FLAGS,
  ...WAIT_FLAGS,
  ...APPLY_FLAGS,
  ...DRY_RUN_FLAGS,
  atomic: { kind: 'bool', deprecated: 'use --rollback-on-failure instead' },
  'create-namespace': { kind: 'bool' },
  description: { kind: 'string' },
  'disable-openapi-validation': { kind: 'bool' },
  'enable-dns': { kind: 'bool', refuse: 'templates reach no network' },
  'hide-notes': { kind: 'bool' },
  'hide-secret': { kind: 'bool' },
  labels: { kind: 'pairs', short: 'l' },
  output: { kind: 'output', short: 'o' },
  'post-renderer': { kind: 'string', refuse: NO_PLUGINS },
  'post-renderer-args': { kind: 'strings', refuse: NO_PLUGINS },
  'render-subchart-notes': { kind: 'bool' },
  'rollback-on-failure': { kind: 'bool' },
  'skip-crds': { kind: 'bool' },
  'skip-schema-validation': { kind: 'bool' },
  'take-ownership': { kind: 'bool' },
};
