/**
 * The comparisons with the real tools, each one script that exits 0 when
 * nothing differs. `short` are its arguments in CI, `long` those of
 * `npm run compare`. `needs` are names of `needs.mjs`.
 */
export const COMPARISONS = [
  {
    name: 'artifact-store',
    needs: ['versitygw'],
    script: 'plugins/gitops-controllers/scripts/artifacts/compare.mjs',
    short: ['--rounds', '5'],
    long: ['--rounds', '50'],
  },
  {
    name: 'artifacts',
    needs: ['docker-registry', 'flux'],
    script: 'packages/cli/scripts/compare-artifacts.mjs',
    short: ['--count', '20'],
    long: ['--count', '300'],
  },
  {
    name: 'cel',
    needs: ['go'],
    script: 'packages/cel/scripts/fuzz.mjs',
    short: ['--count', '2000'],
    long: ['--count', '40000'],
  },
  {
    name: 'drift',
    needs: ['go'],
    script: 'plugins/gitops-controllers/scripts/drift/compare.mjs',
    short: ['--count', '1000'],
    long: ['--count', '20000'],
  },
  {
    name: 'flux-helm-cli',
    needs: [
      ...['go', 'flux', 'helm', 'kubectl'],
      ...['source-controller', 'kustomize-controller', 'helm-controller'],
    ],
    script: 'plugins/gitops-controllers/scripts/helm/compareCli.mjs',
    short: [],
    long: [],
  },
  {
    name: 'forges',
    needs: ['go', 'git', 'gitea'],
    script: 'plugins/gitops-node/scripts/forges/compare.mjs',
    short: [],
    long: [],
  },
  {
    name: 'git-ssh',
    needs: ['sshd', 'ssh', 'ssh-keygen'],
    script: 'packages/git/scripts/ssh/compare.mjs',
    short: ['--count', '25', '--commits', '2000'],
    long: ['--count', '400'],
  },
  {
    name: 'go-template',
    needs: ['go'],
    script: 'packages/go-template/scripts/fuzz.mjs',
    short: ['--count', '1000'],
    long: ['--count', '50000'],
  },
  {
    name: 'go-yaml',
    needs: ['go'],
    script: 'packages/go-yaml/scripts/differential.mjs',
    short: ['--count', '1000'],
    long: ['--count', '20000'],
  },
  {
    name: 'helm',
    needs: ['go'],
    script: 'packages/helm/scripts/fuzz.mjs',
    short: ['--lines', '1000', '--charts', '300', '--indexes', '300'],
    long: [],
  },
  {
    name: 'helm-actions',
    needs: ['go', 'helm', 'kubectl'],
    script: 'packages/cli/scripts/compare-helm-actions.mjs',
    short: ['--short'],
    long: [],
  },
  {
    name: 'helm-read',
    needs: ['go', 'helm'],
    script: 'packages/cli/scripts/compare-helm-read.mjs',
    short: ['--short', '--target', 'devcluster'],
    long: [],
  },
  {
    name: 'helm-release',
    needs: ['go'],
    script: 'packages/helm-release/scripts/fuzz.mjs',
    short: ['--releases', '1000'],
    long: [],
  },
  {
    name: 'kustomize',
    needs: ['go'],
    script: 'packages/kustomize/scripts/fuzz/compare.mjs',
    short: ['--count', '500'],
    long: ['--count', '20000'],
  },
  {
    name: 'oci',
    needs: ['docker-registry', 'helm'],
    script: 'packages/oci/scripts/compare.mjs',
    short: ['--count', '10'],
    long: ['--count', '200'],
  },
  {
    name: 'overlays',
    needs: ['go'],
    script: 'plugins/gitops-controllers/scripts/overlays/compare.mjs',
    short: ['--count', '150'],
    long: ['--count', '3000'],
  },
  {
    name: 'sops',
    needs: ['sops', 'age-keygen', 'gpg'],
    script: 'packages/sops/scripts/fuzz.mjs',
    short: ['--count', '40'],
    long: ['--count', '1000'],
  },
];
