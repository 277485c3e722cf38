import { formatDuration } from '@backstage-gitops/kube';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { readConfig, readGitops } from './__testUtils__/readConfig';
import { CONTROLLERS } from '../../controllers';
import { sectionOf } from '../module';
import { configDeclaration } from './configDeclaration';
import { HOST_OPTIONS } from './hostOptions';
import { flagOptions, readFlagOptions } from './readFlagOptions';
import type { FlagTexts } from './readFlagOptions';
import { configPathOf } from './schema';
import type { Option, OptionsSchema } from './schema';

const SECRET = 'secret/text+=';
const secretFile = join(mkdtempSync(join(tmpdir(), 'gitops-options-')), 'key');
beforeAll(() => writeFileSync(secretFile, `${SECRET}\n`));
afterAll(() => rmSync(dirname(secretFile), { recursive: true, force: true }));

const COMPONENTS = ['source-controller', 'kustomize-controller'];

/** `other`, or what else the option's form allows. */
function otherText({ form, flag }: Extract<Option, { type: 'string' }>) {
  const text = ['other', 'other:81', 'http://other/'].find(
    candidate => form?.problemOf(candidate) === undefined,
  );
  if (text === undefined) throw new Error(`no other text for --${flag}`);
  return text;
}

/** Two texts of a list, of whatever form the option asks for. */
function otherTexts({ form, flag }: Extract<Option, { type: 'strings' }>) {
  const texts = [
    ['a/B', 'c/D'],
    ['10.0.0.0/8', 'a.example'],
  ].find(pair => pair.every(text => form?.problemOf(text) === undefined));
  if (texts === undefined) throw new Error(`no other texts for --${flag}`);
  return [texts.join(','), texts] as [string, unknown];
}

/** A value that is not the default: as a text, and as it arrives. */
function otherValue(option: Option): [text: string, value: unknown] {
  switch (option.type) {
    case 'boolean':
      return [String(!option.default), !option.default];
    case 'integer':
      return ['7', 7];
    case 'duration':
      return [formatDuration(option.default + 1000), option.default + 1000];
    case 'string':
      return 'values' in option && option.values
        ? [option.values[1], option.values[1]]
        : [otherText(option), otherText(option)];
    case 'strings':
      return option.flag === 'components'
        ? [COMPONENTS.join(','), COMPONENTS]
        : otherTexts(option);
    case 'switches':
      return [
        'DirectSourceFetch=t,ExternalArtifact=False',
        { DirectSourceFetch: true, ExternalArtifact: false },
      ];
    case 'secret':
      return [secretFile, SECRET];
    default:
      throw new Error('unknown type');
  }
}

const schemas: [section: string | undefined, schema: OptionsSchema][] = [
  [undefined, HOST_OPTIONS],
  ...CONTROLLERS.map((module): [string, OptionsSchema] => [
    sectionOf(module),
    module.options,
  ]),
];
const rows = schemas.flatMap(([section, schema]) =>
  Object.entries(schema).map(
    ([name, option]) => [section, name, option] as const,
  ),
);

/** What a store of type s3 has to have, so that one more setting makes sense. */
const BUCKET = { type: 's3', bucket: 'artifacts' };
const KEYS = { accessKeyId: 'id', secretAccessKey: SECRET };
function bucketFlags(flag: string): FlagTexts {
  if (!/^storage-(type|s3)/.test(flag)) return {};
  return {
    'storage-type': ['s3'],
    'storage-s3-bucket': ['artifacts'],
    ...(/access-key/.test(flag) && {
      'storage-s3-access-key-id': ['id'],
      'storage-s3-secret-access-key-file': [secretFile],
    }),
  };
}

/** `{a: {b: value}}` of `a.b`. */
function nested(path: string, value: unknown): object {
  return path
    .split('.')
    .reduceRight((inner: unknown, key) => ({ [key]: inner }), value) as object;
}

describe('every option', () => {
  it.each(rows)('%s %s arrives from its flag', (section, name, option) => {
    const [text, value] = otherValue(option);
    const flags = { ...bucketFlags(option.flag), [option.flag]: [text] };
    const read = readFlagOptions(flags, CONTROLLERS);
    const values = section ? read.modules[section] : { ...read.host };
    expect(values).toHaveProperty([name], value);
  });

  it.each(rows)('%s %s arrives from app-config', (section, name, option) => {
    const [text, value] = otherValue(option);
    const path = configPathOf(name, option);
    if (path.startsWith('/')) return; // in a test of its own below
    const place = section ? `${section}.${path}` : path;
    for (const given of [text, value]) {
      if (option.type === 'duration' && given === value) continue;
      const read = readConfig(nested(place, given));
      const values = section ? read.modules[section] : { ...read.host };
      expect(values).toHaveProperty([name], value);
    }
  });

  it.each([
    'concurrent',
    'concurrent-ssa',
    'http-retry',
    'no-remote-bases',
    'ssh-hostkey-algos',
    'ssh-kex-algos',
    'no-cross-namespace-refs',
    'override-manager',
    'custom-apply-stage-kinds',
    'feature-gates',
    'min-retry-delay',
    'max-retry-delay',
    'interval-jitter-percentage',
    'requeue-dependency',
    'watch-label-selector',
    'watch-all-namespaces',
    'watch-configs-label-selector',
    'kube-api-qps',
    'kube-api-burst',
    'enable-leader-election',
    'leader-election-lease-duration',
    'leader-election-renew-deadline',
    'leader-election-retry-period',
    'default-service-account',
    'insecure-kubeconfig-exec',
    'insecure-kubeconfig-tls',
    'storage-path',
    'storage-addr',
    'storage-adv-addr',
    'artifact-retention-ttl',
    'artifact-retention-records',
    'artifact-digest-algo',
    'events-addr',
    'metrics-addr',
    'health-addr',
  ])('includes --%s of Flux’s controllers', flag => {
    expect(flagOptions(CONTROLLERS).map(o => o.flag)).toContain(flag);
  });
});

// Rewrite the file: UPDATE_REFERENCE=1 yarn workspace @backstage-gitops/plugin-gitops-controllers test
describe('config.d.ts', () => {
  it('is what the options say', () => {
    const file = join(__dirname, '../../../config.d.ts');
    const text = configDeclaration(CONTROLLERS);
    if (process.env.UPDATE_REFERENCE === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('gitops.artifacts', () => {
  const storeRows = Object.entries(HOST_OPTIONS as OptionsSchema).filter(
    ([name, option]) => configPathOf(name, option).startsWith('/'),
  );

  it.each(storeRows)('%s arrives from app-config', (name, option) => {
    const [text, value] = otherValue(option);
    const path = configPathOf(name, option).slice('/artifacts.'.length);
    const given = option.type === 'secret' ? SECRET : text;
    const [top, key] = path.split('.');
    const keys = /Key/.test(path) ? KEYS : {};
    const artifacts =
      key === undefined
        ? { [top]: given }
        : { store: { ...BUCKET, ...keys, [key]: given } };
    expect(readGitops({ artifacts }).host).toHaveProperty([name], value);
  });

  it.each<[artifacts: object, message: string]>([
    [{ stores: { a: 1 } }, 'gitops.artifacts.stores.a is no setting'],
    [{ store: { ...BUCKET, x: 1 } }, 'gitops.artifacts.store.x is no setting'],
    [{ store: { bucket: 'artifacts' } }, 'is not of type s3'],
    [{ store: { type: 's3' } }, 'is of type s3 and needs a bucket'],
    [
      { store: { ...BUCKET, accessKeyId: 'id' } },
      'needs both accessKeyId and secretAccessKey',
    ],
    [{ token: 'two\nlines' }, 'gitops.artifacts.token takes a secret'],
  ])('is refused: %j', (artifacts, message) => {
    expect(() => readGitops({ artifacts })).toThrow(message);
  });

  it('repeats no secret in a message', () => {
    expect(() => readGitops({ artifacts: { token: 'my secret' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching('my') }),
    );
  });
});
