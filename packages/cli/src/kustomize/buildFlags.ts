import type { FlagSpec } from '../flags';
import { NETWORK_FLAGS, NETWORK_HELP } from '../networkFlags';

const NEEDS_SORT_OPTIONS =
  "use the new 'sortOptions' field in kustomization.yaml instead.";
const NEEDS_BUILD_METADATA =
  'The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead.';

/**
 * The flags of `kustomize build` 5.8.1, and those of downloads. Those of plugins
 * are read and give nothing: a plugin that is met is refused.
 */
export const BUILD_FLAGS: Readonly<Record<string, FlagSpec>> = {
  ...NETWORK_FLAGS,
  'enable-helm': { kind: 'bool' },
  'enable-managedby-label': {
    kind: 'bool',
    deprecated: NEEDS_BUILD_METADATA,
  },
  'helm-api-versions': { kind: 'strings' },
  'helm-kube-version': { kind: 'string' },
  help: { kind: 'bool', short: 'h' },
  'load-restrictor': { kind: 'string' },
  output: { kind: 'string', short: 'o' },
  reorder: { kind: 'string', deprecated: NEEDS_SORT_OPTIONS },

  'as-current-user': { kind: 'bool' },
  'enable-alpha-plugins': { kind: 'bool' },
  'enable-exec': { kind: 'bool' },
  env: { kind: 'strings', short: 'e' },
  'helm-command': { kind: 'string' },
  'helm-debug': { kind: 'bool' },
  mount: { kind: 'strings' },
  network: { kind: 'bool' },
  'network-name': { kind: 'string' },
  'stack-trace': { kind: 'bool' },
};

export const BUILD_HELP = `Usage: gitops kustomize build [DIR|URL] [flags]

Builds the kustomization in a directory, by default the current one, or in a
Git repository, and prints what kustomize build prints.

Flags:
  -o, --output PATH              write to a file instead of standard output, or
                                 one file per object to a directory that exists
      --load-restrictor WORD     LoadRestrictionsRootOnly (default) or LoadRestrictionsNone
      --reorder WORD             legacy (default) or none; deprecated
      --enable-helm              allow helmCharts
      --helm-kube-version V      Kubernetes version for charts that name none
      --helm-api-versions A      API version for charts that name none; may be repeated
      --enable-managedby-label   label all objects; deprecated
${NETWORK_HELP}
Accepted, and of no effect: charts are rendered here, and a plugin, exec or
container function is refused when one is met:
      --enable-alpha-plugins (allows helmCharts too), --enable-exec,
      --as-current-user, -e, --env, --mount, --network, --network-name,
      --helm-command, --helm-debug, --stack-trace
`;
