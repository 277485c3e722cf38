import { createHash } from 'node:crypto';
import {
  chartOf,
  configMap,
  helm,
  hook,
  install,
  kubectl,
  rollback,
  scenario,
  uninstall,
  upgrade,
} from './build.mjs';

const MIB = 1024 * 1024;

/** Text that does not become smaller by much, the same at every start. */
function noise(bytes, seed) {
  const lines = [];
  for (let length = 0, index = 0; length < bytes; index += 1) {
    const line = createHash('sha384').update(`${seed} ${index}`);
    lines.push(line.digest('base64'));
    length += 65;
  }
  return lines.join('\n');
}

const one = configMap('one', { r: '1' });
const early = configMap('early', {}, hook('pre-install,pre-upgrade'));
const small = chartOf([one], { version: '1.0.0' });
const later = chartOf([configMap('one', { r: '3' })], { version: '3.0.0' });
/** As it is stored over 1 MiB: what Secrets and ConfigMaps take. */
const large = chartOf([configMap('one', { r: '2' }), early], {
  version: '2.0.0',
  files: { 'files/noise.txt': noise(1.3 * MIB, 'chart') },
});
/** Over 3 MiB: what the API server reads of a request. */
const huge = chartOf([configMap('one', { r: '2' })], {
  version: '2.0.0',
  files: { 'files/noise.txt': noise(3.5 * MIB, 'huge') },
});
/** Objects that are themselves over the limit. */
const wide = chartOf([configMap('wide', { text: 'x'.repeat(MIB + 1) })], {
  version: '2.0.0',
});
const values = {
  'large.yaml': `noise: |\n  ${noise(1.3 * MIB, 'values').replaceAll(
    '\n',
    '\n  ',
  )}\n`,
};
const byValues = ['-f', '<folder>/large.yaml'].join(' ');

function ofDriver(driver) {
  const env = driver ? { HELM_DRIVER: driver } : {};
  const by = step => ({ ...step, env });
  const name = text => `large: ${text}${driver ? ` as ${driver}` : ''}`;
  return [
    scenario(name('a release that cannot be stored, and one after it'), [
      by(install(large)),
      by(install(small)),
      by(upgrade(large)),
      by(upgrade(large, '--atomic --cleanup-on-fail')),
      by(helm('history app')),
      by(upgrade(later)),
      by(rollback('1')),
      by(uninstall()),
    ]),
    scenario(name('values'), [
      by(install(small, byValues, { files: values })),
      by(install(small, '--atomic -f <folder>/large.yaml', { files: values })),
      by(install(small)),
      by(upgrade(small, byValues, { files: values })),
      by(upgrade(small, '--install -f <folder>/large.yaml', { files: values })),
      by(helm('history app')),
    ]),
    scenario(name('more than the server reads'), [
      by(install(huge)),
      by(install(small)),
      by(upgrade(huge)),
      by(upgrade(later)),
    ]),
  ];
}

/** What does not go into the cluster for its size. */
export const LARGE = [
  ...ofDriver(''),
  ...ofDriver('configmap'),
  scenario('large: an object that is over the limit itself', [
    install(wide),
    upgrade(small, '--install'),
    upgrade(wide),
    kubectl('get configmaps'),
    upgrade(later),
  ]),
];
