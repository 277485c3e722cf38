const CLUSTER = `      --kubeconfig FILE        default $KUBECONFIG, else ~/.kube/config
      --kube-context NAME      context of it
      --kube-as-user USER, --kube-as-group GROUP
                               act as somebody else
      --kube-apiserver URL, --kube-token TOKEN, --kube-ca-file FILE,
      --kube-tls-server-name NAME, --kube-insecure-skip-tls-verify
  -n, --namespace NAME         namespace of the release
      --debug                  more lines of log
`;

const WAIT = `      --wait[=STRATEGY]        watcher (without a word), legacy or hookOnly
      --timeout DURATION       for each wait; default 5m0s
      --no-hooks               run no hooks
`;

const APPLY = `      --wait-for-jobs          --wait waits for the end of Jobs too
      --force-conflicts        take fields that others manage
      --force-replace          replace objects; not with --server-side
`;

const RENDER = `  -f, --values FILE            values file; may be repeated, - is standard input
      --set, --set-string, --set-json, --set-file, --set-literal KEY=VALUE
      --repo URL               repository that has the chart
      --version RANGE          version of the chart; --devel allows previews
      --username, --password, --pass-credentials
      --ca-file, --cert-file, --key-file FILE, --insecure-skip-tls-verify
      --plain-http             HTTP for oci:// registries
      --network-allow, --network-deny LIST
                               addresses, ranges and hosts to fetch from, and not
      --description TEXT       instead of Helm's own
  -l, --labels KEY=VALUE       labels of the stored release
      --create-namespace
      --skip-crds, --skip-schema-validation, --disable-openapi-validation
      --take-ownership         adopt objects of nobody or of other releases
      --rollback-on-failure    undo what failed; waits by watcher
      --dry-run=client|server  change nothing
      --hide-secret            do not print Secrets of a trial
      --render-subchart-notes, --hide-notes
  -o, --output FORMAT          table, json or yaml
`;

const PLACES = `CHART is a folder, a .tgz, the URL of one, a name in the repository of --repo,
REPOSITORY/NAME as helm repo add knows it, or oci://HOST/NAME.
`;

/** `gitops helm install --help` */
export const INSTALL_HELP = `Usage: gitops helm install [NAME] CHART [flags]

Installs a chart as a release, as helm install does. ${PLACES}
Flags:
  -g, --generate-name          name the release after the chart and the time
      --name-template TEXT     template for the name
      --replace                take the name of a release that is uninstalled
      --server-side=false      apply client-side
${RENDER}${APPLY}${WAIT}${CLUSTER}`;

/** `gitops helm upgrade --help` */
export const UPGRADE_HELP = `Usage: gitops helm upgrade RELEASE CHART [flags]

Upgrades a release to a chart, as helm upgrade does. ${PLACES}
Flags:
  -i, --install                install where there is no such release
      --reset-values, --reuse-values, --reset-then-reuse-values
      --cleanup-on-fail        delete what a failed upgrade created
      --history-max N          revisions kept; default 10, 0 keeps all
      --server-side HOW        true, false or auto; default auto
${RENDER}${APPLY}${WAIT}${CLUSTER}`;

/** `gitops helm rollback --help` */
export const ROLLBACK_HELP = `Usage: gitops helm rollback RELEASE [REVISION] [flags]

Goes back to a revision, or to the one before, as helm rollback does.

Flags:
      --cleanup-on-fail        delete what a failed rollback created
      --dry-run=client|server  change nothing
      --history-max N          revisions kept; default 10, 0 keeps all
      --server-side HOW        true, false or auto; default auto
${APPLY}${WAIT}${CLUSTER}`;

/** `gitops helm uninstall --help` */
export const UNINSTALL_HELP = `Usage: gitops helm uninstall RELEASE... [flags]

Removes releases and their objects, as helm uninstall does.

Flags:
      --cascade HOW            background, foreground or orphan
      --description TEXT       instead of Helm's own
      --dry-run                change nothing
      --ignore-not-found       a release that is not there is fine
      --keep-history           keep the stored revisions
${WAIT}${CLUSTER}`;

/** `gitops helm test --help` */
export const TEST_HELP = `Usage: gitops helm test RELEASE [flags]

Runs the tests of a release, as helm test does.

Flags:
      --filter LIST            name=NAME or !name=NAME; may be repeated
      --logs                   print what the pods of tests said
      --timeout DURATION       for each test; default 5m0s
${CLUSTER}`;
