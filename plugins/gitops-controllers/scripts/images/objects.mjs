/**
 * Objects for the comparison of statuses: random policies over random tags, and
 * one of each way to sign in and to fail.
 */
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the judges that all comparisons with registries share
import { LOGIN } from '../../../../packages/oci/scripts/judges.mjs';

/** Objects that differ on purpose, and why. */
export const KNOWN = {
  aws: 'providers of clouds are refused until they are supported',
  refused: 'the words for a refused connection are Node’s',
  untrusted: 'the words for a certificate are Node’s',
  'junk-ca': 'the words for a certificate that is none are our own',
};

/** Interval that no run reaches. */
const INTERVAL = '1h';

function randomObjects({ plain }, random, count) {
  const objects = [];
  const sets = {};
  for (let i = 0; i < count; i++) {
    const [name, path] = [`set-${i}`, `org/set-${i}`];
    const { tags, spec } = random.next();
    sets[path] = tags;
    const image = `${plain.host}/${path}`;
    objects.push({
      ...{ kind: 'ImageRepository', name },
      spec: { image, interval: INTERVAL },
    });
    const ref = { imageRepositoryRef: { name } };
    objects.push({
      ...{ kind: 'ImagePolicy', name },
      spec: { ...ref, ...spec, ...digestOf(i) },
    });
  }
  return { objects, sets };
}

/** Every fourth policy tells the digest, every eighth again and again. */
function digestOf(i) {
  if (i % 4 !== 0) return {};
  return i % 8 === 0
    ? { digestReflectionPolicy: 'Always', interval: INTERVAL }
    : { digestReflectionPolicy: 'IfNotPresent' };
}

function repositories({ plain, basic, token }) {
  const ref = name => ({ name });
  const [man, secure, signed] = [plain, basic, token].map(
    ({ host }) => `${host}/org/man`,
  );
  const ca = { certSecretRef: ref('ca') };
  return {
    scheme: { image: `https://${man}` },
    tagged: { image: `${man}:v1` },
    letters: { image: `${plain.host}/ORG/man` },
    hub: { image: 'alpine:3', exclusionList: ['a'] },
    missing: { image: `${plain.host}/org/missing` },
    pattern: { image: man, exclusionList: ['('] },
    excluded: { image: `${plain.host}/org/excluded`, exclusionList: ['^v1$'] },
    signatures: { image: `${plain.host}/org/signatures` },
    anonymous: { image: signed },
    token: { image: signed, secretRef: ref('login') },
    wrong: { image: signed, secretRef: ref('wrong') },
    elsewhere: { image: signed, secretRef: ref('elsewhere') },
    account: { image: signed, serviceAccountName: 'puller' },
    'no-account': { image: signed, serviceAccountName: 'nobody' },
    incomplete: { image: signed, serviceAccountName: 'incomplete' },
    'no-secret': { image: man, secretRef: ref('nothing') },
    'no-cert': { image: man, certSecretRef: ref('nothing') },
    'no-proxy-secret': { image: man, proxySecretRef: ref('nothing') },
    'no-proxy': { image: man, proxySecretRef: ref('no-proxy') },
    'bad-proxy': { image: man, proxySecretRef: ref('proxy') },
    basic: { image: secure, secretRef: ref('login'), ...ca },
    untrusted: { image: secure, secretRef: ref('login') },
    'junk-ca': { image: secure, certSecretRef: ref('junk-ca') },
    refused: { image: '127.0.0.1:1/org/man' },
    aws: { image: 'x.dkr.ecr.eu-west-1.amazonaws.com/man', provider: 'aws' },
    gated: {
      ...{ image: 'x.dkr.ecr.eu-west-1.amazonaws.com/man', provider: 'aws' },
      serviceAccountName: 'x',
    },
  };
}

const alphabetical = { alphabetical: { order: 'asc' } };
const policyOf = (name, spec = {}) => ({
  ...{ imageRepositoryRef: { name }, policy: alphabetical },
  ...spec,
});

function policies() {
  return {
    'on-missing-policy': policyOf('nowhere'),
    'on-scheme-policy': policyOf('scheme'),
    'on-gated-policy': policyOf('gated'),
    'refused-policy': policyOf('refused'),
    'on-missing-tags': policyOf('missing'),
    'no-choice': policyOf('man', { policy: {} }),
    'bad-range': policyOf('man', { policy: { semver: { range: 'nope' } } }),
    'bad-pattern': policyOf('man', { filterTags: { pattern: '(' } }),
    'no-number': policyOf('man', { policy: { numerical: {} } }),
    'no-match': policyOf('man', { filterTags: { pattern: '^x' } }),
    foreign: {
      ...policyOf('man'),
      imageRepositoryRef: { name: 'man', namespace: 'default' },
    },
    signed: policyOf('token', { digestReflectionPolicy: 'IfNotPresent' }),
  };
}

/**
 * @param random - a RandomPolicies
 * @param count - sets of tags
 * @returns the objects, and tags by path in the plain registry
 */
export function makeObjects(judges, random, count) {
  const { objects, sets } = randomObjects(judges, random, count);
  const man = `${judges.plain.host}/org/man`;
  const fixed = { man: { image: man }, ...repositories(judges) };
  const toObject = kind => {
    return ([name, spec]) => ({
      ...{ kind, name },
      spec: kind === 'ImageRepository' ? { interval: INTERVAL, ...spec } : spec,
    });
  };
  return {
    objects: [
      ...objects,
      ...Object.entries(fixed).map(toObject('ImageRepository')),
      ...Object.entries(policies()).map(toObject('ImagePolicy')),
    ],
    sets: {
      ...sets,
      'org/man': ['v1', 'v2'],
      'org/excluded': ['v1', 'v2'],
      'org/signatures': ['v1', 'sha256-00.sig', 'sha256-00.att'],
    },
  };
}

/** What {@link makeObjects} refers to. */
export async function writeSecrets(client, namespace, { basic, token, ca }) {
  await client.create({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: namespace },
  });
  const secret = (name, type, stringData) =>
    client.create({
      ...{ apiVersion: 'v1', kind: 'Secret', type, stringData },
      metadata: { name, namespace },
    });
  const dockerConfig = (name, auths) =>
    secret(name, 'kubernetes.io/dockerconfigjson', {
      '.dockerconfigjson': JSON.stringify({ auths }),
    });
  await dockerConfig('login', { [basic.host]: LOGIN, [token.host]: LOGIN });
  const wrong = { ...LOGIN, password: 'wrong' };
  await dockerConfig('wrong', { [basic.host]: wrong, [token.host]: wrong });
  await dockerConfig('elsewhere', { 'ghcr.io': LOGIN });
  await secret('ca', 'Opaque', { 'ca.crt': ca });
  await secret('junk-ca', 'Opaque', { 'ca.crt': 'none' });
  await secret('proxy', 'Opaque', { address: 'ftp://127.0.0.1:1' });
  await secret('no-proxy', 'Opaque', { username: 'x' });
  const account = (name, ...secrets) =>
    client.create({
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata: { name, namespace },
      imagePullSecrets: secrets.map(each => ({ name: each })),
    });
  await account('puller', 'elsewhere', 'login');
  await account('incomplete', 'nothing');
}
