/**
 * What a person does to HelmReleases by hand, in order. A line is a command
 * with its words; `{http}`, `{git}` and `{registry}` are servers of charts. A
 * line that starts with `#` names what follows, and one with `…` is repeated
 * until it succeeds.
 */

const READ_ALL = [
  'flux get helmreleases -n apps',
  'flux get helmreleases -A --show-source',
  'flux get helmreleases -A --status-selector ready=false',
  'flux get helmreleases -A --no-header',
  'flux get sources chart -A',
  'flux get sources helm -A',
  'flux get sources all -A',
  'flux get all -n apps',
  'flux get all -A',
  'flux stats -A',
  'kubectl get helmreleases -A',
  'kubectl get helmreleases -n apps -o wide',
  'kubectl get helmcharts -A',
  'kubectl get hr -n apps -o name',
  'helm list -A',
  'helm list -A -o json',
  'flux events -A',
  'flux events -n apps --types=Warning',
];

const readRelease = (name, { release = name, namespace = 'apps' } = {}) => [
  `flux get hr ${name} -n apps`,
  `flux export hr ${name} -n apps`,
  `flux events -n apps --for HelmRelease/${name}`,
  `flux debug hr ${name} -n apps --show-values`,
  `flux debug hr ${name} -n apps --show-status`,
  `flux debug hr ${name} -n apps --show-history`,
  `flux trace helmrelease ${name} -n apps`,
  `kubectl get hr ${name} -n apps`,
  `kubectl get hr ${name} -n apps -o yaml`,
  `kubectl describe hr ${name} -n apps`,
  `helm status ${release} -n ${namespace}`,
  `helm history ${release} -n ${namespace}`,
  `helm get all ${release} -n ${namespace}`,
];

/** What is read after a change of one release. */
const look = (name, release = name) => [
  `flux get hr ${name} -n apps`,
  `flux events -n apps --for HelmRelease/${name}`,
  `helm history ${release} -n apps`,
  `kubectl get hr ${name} -n apps -o yaml`,
];

const create = (name, words, more = '') =>
  `flux create helmrelease ${name} ${words} --interval=1h -n apps${more}`;
const HTTP = '--source=HelmRepository/charts';
const requested = (name, value) =>
  `kubectl wait hr/${name} -n apps --for=jsonpath={.status.lastHandledReconcileAt}=${value} --timeout=60s`;

const sources = [
  '# sources',
  'kubectl create namespace apps',
  'kubectl create namespace flux-system',
  'flux create source helm charts --url={http} --interval=1h -n apps',
  'flux create source git charts --url={git} --branch=main --interval=1h -n apps',
  'flux create source oci web --url=oci://{registry}/charts/web --tag=1.0.0 --insecure --layer-selector=application/vnd.cncf.helm.chart.content.v1.tar+gzip:copy --interval=1h -n apps',
  'flux create source oci plain --url=oci://{registry}/charts/plain --tag-semver=1.x --insecure --interval=1h -n apps',
  'flux create source chart web --source=HelmRepository/charts --chart=web --chart-version=1.x --interval=1h -n apps',
  'flux create source helm nowhere --url={http}/nowhere --interval=1h --timeout=6s -n apps',
  'flux create source oci nowhere --url=oci://{registry}/nowhere --tag=1.0.0 --insecure --interval=1h --timeout=6s -n apps',
  'flux create source git nowhere --url={git}-nowhere --branch=main --interval=1h --timeout=6s -n apps',
  'flux create source git nobranch --url={git} --branch=nobranch --interval=1h --timeout=6s -n apps',
  // What is cloned again and again is at another place at any moment.
  'flux delete source git nowhere --silent -n apps',
  'flux delete source git nobranch --silent -n apps',
  'flux create source chart nowhere --source=HelmRepository/charts --chart=nowhere --interval=1h --timeout=6s -n apps',
];

const creations = [
  '# releases',
  'kubectl create configmap values --from-file=values.yaml=from.yaml -n apps',
  'kubectl create secret generic values --from-literal=values.yaml=text -n apps',
  'kubectl create secret generic more --from-file=values.yaml=more.yaml -n apps',
  create('by-http', `${HTTP} --chart=web --chart-version=1.0.0`),
  create('by-git', '--source=GitRepository/charts --chart=./plain-1.0.0'),
  create('by-ref', '--chart-ref=OCIRepository/web'),
  create('unpacked', '--chart-ref=OCIRepository/plain'),
  create('by-chart', '--chart-ref=HelmChart/web'),
  create('range', `${HTTP} --chart=plain --chart-version=1.x`),
  create(
    'with-values',
    `${HTTP} --chart=plain --values=one.yaml --values=two.yaml --values-from=ConfigMap/values --values-from=Secret/more --target-namespace=elsewhere --create-target-namespace --release-name=own --storage-namespace=apps --depends-on=by-http --crds=CreateReplace`,
  ),
  create(
    'wrong-values',
    `${HTTP} --chart=plain --values-from=Secret/values`,
    ' --timeout=6s',
  ),
  create(
    'no-account',
    `${HTTP} --chart=plain --service-account=absent`,
    ' --timeout=6s',
  ),
  create(
    'waiting',
    `${HTTP} --chart=plain --depends-on=absent`,
    ' --timeout=6s',
  ),
  create('failing', `${HTTP} --chart=broken`, ' --timeout=6s'),
  create('no-chart', `${HTTP} --chart=absent`, ' --timeout=6s'),
  create(
    'no-source',
    '--source=HelmRepository/absent --chart=plain',
    ' --timeout=6s',
  ),
  create('no-ref', '--chart-ref=OCIRepository/absent', ' --timeout=6s'),
];

const readings = [
  '# readings',
  ...READ_ALL,
  ...['by-http', 'by-git', 'by-ref', 'unpacked', 'by-chart', 'failing'].flatMap(
    name => readRelease(name),
  ),
  ...readRelease('with-values', { release: 'own' }),
  ...['no-account', 'waiting', 'no-chart', 'no-source', 'no-ref'].flatMap(
    name => readRelease(name).slice(0, 10),
  ),
  'flux get hr absent -n apps',
  'flux export hr absent -n apps',
  'flux debug hr absent -n apps --show-status',
  'flux export hr --all -n apps',
  'flux export source chart --all -n apps',
  'flux export source oci web -n apps',
  'flux trace web --kind=Deployment --api-version=apps/v1 -n apps',
  'flux trace by-http --kind=Deployment --api-version=apps/v1 -n apps',
  'flux trace by-ref --kind=Service --api-version=v1 -n apps',
  'flux logs -A',
  'flux logs --kind=HelmRelease --name=by-http -n apps',
  'flux check',
  'flux version',
  'kubectl wait hr/by-http --for=condition=ready -n apps --timeout=10s',
  'kubectl wait hr/by-http --for=condition=released -n apps --timeout=10s',
  'kubectl wait hr/failing --for=condition=ready=false -n apps --timeout=10s',
  'kubectl wait hr/failing --for=condition=ready -n apps --timeout=2s',
  'kubectl describe helmchart apps-by-http -n apps',
  'kubectl describe helmrepository charts -n apps',
  'kubectl describe ocirepository web -n apps',
  'kubectl get helmchart apps-by-git -n apps -o yaml',
  'kubectl get ocirepository plain -n apps -o yaml',
];

const requests = [
  '# requests',
  'flux reconcile hr by-http -n apps',
  ...look('by-http'),
  'flux reconcile hr by-http --with-source -n apps',
  'flux reconcile hr by-git --with-source -n apps',
  'flux reconcile hr by-ref --with-source -n apps',
  'flux reconcile hr by-chart --with-source -n apps',
  'flux reconcile hr by-http --reset -n apps',
  'flux reconcile hr by-http --force -n apps',
  ...look('by-http'),
  'flux reconcile hr by-ref --force --reset --with-source -n apps',
  ...look('by-ref'),
  'flux reconcile hr failing --force --reset -n apps --timeout=8s',
  'flux reconcile hr absent -n apps',
  'flux reconcile hr no-source --with-source -n apps --timeout=8s',
  'flux reconcile hr no-ref --with-source -n apps --timeout=8s',
  'flux reconcile source helm charts -n apps',
  'flux reconcile source git charts -n apps',
  'flux reconcile source oci web -n apps',
  'flux reconcile source chart apps-by-http -n apps',
  'flux reconcile source chart apps-by-http --with-source -n apps',
  'flux reconcile source chart apps-no-chart -n apps --timeout=8s',
  'kubectl annotate hr by-git reconcile.fluxcd.io/requestedAt=one --overwrite -n apps',
  requested('by-git', 'one'),
  ...look('by-git'),
  'kubectl annotate hr by-git reconcile.fluxcd.io/requestedAt=two reconcile.fluxcd.io/forceAt=two --overwrite -n apps',
  requested('by-git', 'two'),
  ...look('by-git'),
];

const suspensions = [
  '# suspensions',
  'flux suspend hr by-http -n apps',
  'flux get hr by-http -n apps',
  'flux reconcile hr by-http -n apps',
  'kubectl get hr by-http -n apps -o yaml',
  'flux stats -A',
  create('by-http', `${HTTP} --chart=web --chart-version=1.1.0`),
  'flux resume hr by-http -n apps',
  ...look('by-http'),
  'flux suspend hr by-git by-ref -n apps',
  'flux resume hr by-git by-ref -n apps',
  'flux suspend source helm charts -n apps',
  'flux reconcile source helm charts -n apps',
  'flux reconcile hr by-http --with-source -n apps',
  'flux resume source helm charts -n apps',
  'flux suspend source chart apps-by-http -n apps',
  'flux get sources chart -n apps',
  'flux resume source chart apps-by-http -n apps',
  'flux suspend hr absent -n apps',
  'flux resume hr absent -n apps',
];

const byHelm = [
  '# helm',
  'helm rollback by-http 1 -n apps --force-conflicts',
  'helm status by-http -n apps',
  'flux reconcile hr by-http -n apps',
  ...look('by-http'),
  'helm upgrade by-ref {http}/web-1.1.0.tgz -n apps --force-conflicts --set color=red',
  'flux reconcile hr by-ref -n apps',
  ...look('by-ref'),
  'helm uninstall by-git -n apps',
  'flux reconcile hr by-git -n apps',
  ...look('by-git'),
  'helm uninstall unpacked -n apps --keep-history',
  'flux reconcile hr unpacked -n apps',
  ...look('unpacked'),
  'helm install by-hand {http}/web-1.0.0.tgz -n apps',
  create('by-hand', `${HTTP} --chart=web --chart-version=1.1.0`),
  ...look('by-hand'),
  'helm test by-hand -n apps',
  'flux reconcile hr by-hand -n apps',
  ...look('by-hand'),
];

const drifts = [
  '# drift',
  'kubectl patch hr by-http -n apps --type=merge -p {"spec":{"driftDetection":{"mode":"warn"}}}',
  'kubectl scale deployment by-http --replicas=3 -n apps',
  'flux reconcile hr by-http -n apps',
  ...look('by-http'),
  'kubectl patch hr by-http -n apps --type=merge -p {"spec":{"driftDetection":{"mode":"enabled"}}}',
  'flux reconcile hr by-http -n apps',
  ...look('by-http'),
  'kubectl delete service by-http -n apps',
  'flux reconcile hr by-http -n apps',
  ...look('by-http'),
  'kubectl get deployment,service -n apps -o name',
];

const kustomized = [
  '# kustomization',
  'flux create kustomization releases --source=GitRepository/charts --path=./releases --prune --wait --interval=1h -n apps',
  'flux get ks -n apps',
  'flux tree ks releases -n apps',
  'flux tree ks releases -n apps --compact',
  'flux tree ks releases -n apps -o yaml',
  'flux tree ks releases -n apps -o json',
  'flux trace kustomized --kind=Deployment --api-version=apps/v1 -n apps',
  'flux trace helmrelease kustomized -n apps',
  'flux debug hr kustomized -n apps --show-values',
  ...look('kustomized'),
  'flux delete kustomization releases --silent -n apps',
  '…flux get hr kustomized -n apps',
];

const deletions = [
  '# deletions',
  'flux suspend hr by-ref -n apps',
  'flux delete hr by-ref --silent -n apps',
  'helm status by-ref -n apps',
  'flux delete hr by-http --silent -n apps',
  'flux delete hr by-git --silent -n apps',
  'flux delete hr failing --silent -n apps',
  'flux delete hr absent --silent -n apps',
  'helm list -A',
  '…kubectl get hr by-git -n apps',
  '…kubectl get hr failing -n apps',
  'kubectl get deployments,services,configmaps,helmcharts,hr -n apps -o name',
  'kubectl delete hr with-values by-chart by-hand -n apps',
  'helm list -A',
  'kubectl get deployments,services,configmaps,helmcharts,hr -A -o name',
  'flux delete source helm charts --silent -n apps',
  'flux delete source oci web --silent -n apps',
  'flux get all -A',
  'flux uninstall --dry-run --silent',
];

/** Every line, in order. */
export const COMMANDS = [
  ...sources,
  ...creations,
  ...readings,
  ...requests,
  ...suspensions,
  ...byHelm,
  ...drifts,
  ...kustomized,
  ...deletions,
];
