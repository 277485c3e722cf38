const CLUSTER = `      --kubeconfig FILE        default $KUBECONFIG, else ~/.kube/config
      --kube-context NAME      context of it
  -n, --namespace NAME         namespace of the release
`;
const OUTPUT = `  -o, --output FORMAT          table, json or yaml
`;
const REVISION = `      --revision N             default: the newest one
`;

/** `gitops helm list --help` */
export const LIST_HELP = `Usage: gitops helm list [flags]

Lists the newest revision of each release, as helm list does.

Flags:
  -A, --all-namespaces
      --deployed, --failed, --pending, --superseded, --uninstalled,
      --uninstalling           only releases of these statuses
  -f, --filter REGEXP          only releases whose name it matches
  -l, --selector SELECTOR      only releases whose labels it selects
  -d, --date                   sort by the time of the last change
  -r, --reverse                reverse the order
  -m, --max N                  at most so many; default 256
      --offset N               pass over so many
  -q, --short                  names alone
      --no-headers             a table without its first line
      --time-format LAYOUT     layout of Go for times
${OUTPUT}${CLUSTER}`;

/** `gitops helm history --help` */
export const HISTORY_HELP = `Usage: gitops helm history RELEASE [flags]

Lists the revisions of a release, as helm history does.

Flags:
      --max N                  at most so many, the newest ones; default 256
${OUTPUT}${CLUSTER}`;

/** `gitops helm status --help` */
export const STATUS_HELP = `Usage: gitops helm status RELEASE [flags]

Shows a release and its objects, as helm status does.

Flags:
${REVISION}${OUTPUT}${CLUSTER}`;

/** `gitops helm get --help` */
export const GET_HELP = `Usage: gitops helm get COMMAND RELEASE [flags]

Shows what is stored of a release, as helm get does.

Commands:
  all        all of it, as text
  values     the values that were given; with --all over the chart's own
  manifest   the rendered objects
  hooks      the rendered hooks
  notes      the notes of the chart
  metadata   names, versions, labels and times

Flags:
${REVISION}  -o, --output FORMAT          table, json or yaml (values and metadata)
${CLUSTER}`;
