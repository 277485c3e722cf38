import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const KUBE_VERSIONS = ['1.19', 'v1.25.3', '1.30.0', '1.21.5-gke.100', '1.16'];
const API_VERSIONS = [
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1/ServiceMonitor',
  'cert-manager.io/v1,networking.istio.io/v1beta1',
  'policy/v1beta1/PodDisruptionBudget',
  'gateway.networking.k8s.io/v1',
  'route.openshift.io/v1',
];
const SET_VALUES = ['1', 'text', 'true', 'null', '{a,b}', '', '0x1', '1.50'];

/**
 * Random flags of `helm template`, each a list of words, so that a failing
 * command line can be made shorter flag by flag.
 */
export function randomFlags(random, chart, leaves) {
  const flags = [];
  const maybe = (share, words) => random.chance(share) && flags.push(words());
  maybe(0.2, () => ['--namespace', random.pick(['web', 'kube-system'])]);
  maybe(0.2, () => ['--kube-version', random.pick(KUBE_VERSIONS)]);
  maybe(0.25, () => ['--api-versions', random.pick(API_VERSIONS)]);
  maybe(0.15, () => ['--include-crds']);
  maybe(0.15, () => ['--is-upgrade']);
  maybe(0.1, () => ['--skip-tests']);
  maybe(0.1, () => ['--no-hooks']);
  maybe(0.05, () => ['--skip-schema-validation']);
  maybe(0.1, () => ['--show-only', showOnly(random, chart)]);
  maybe(0.15, () => randomSet(random, leaves));
  maybe(0.1, () => randomSet(random, leaves));
  return flags;
}

function showOnly(random, chart) {
  const names = readdirSync(join(chart, 'templates'), {
    recursive: true,
  }).filter(name => /\.ya?ml$/.test(name));
  return names.length === 0 || random.chance(0.1)
    ? 'templates/*.yaml'
    : `templates/${random.pick(names)}`;
}

function randomSet(random, leaves) {
  const flag = random.pick(['--set', '--set', '--set-string', '--set-literal']);
  const path = leaves.length === 0 ? ['extra'] : random.pick(leaves).path;
  const key = path
    .map(part => part.replaceAll(/[.,=\\[\]{}]/g, '\\$&'))
    .join('.');
  return [flag, `${key}=${random.pick(SET_VALUES)}`];
}
