import { gzipSync } from 'node:zlib';
import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import { CANARY, fill, holdsCanary } from '../../testing/canaries';
import { SHOWN_FIELDS } from '../../testing/shownFields';
import { PRESENTERS, type PresentedObject } from '../presenters';
import { redactObject } from './redactObject';

const presenterOf = (kind: string) =>
  PRESENTERS.find(({ definition }) => definition.kind === kind)!;

function redact(
  kind: string,
  spec: object,
  more: { annotations?: Record<string, string>; status?: object } = {},
) {
  const presenter = presenterOf(kind);
  const { annotations, status } = more;
  return redactObject(presenter, {
    apiVersion: apiVersionOf(presenter.definition),
    kind,
    metadata: { namespace: 'apps', name: 'web', annotations },
    spec,
    status,
  });
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const SPEC = { postBuild: { substitute: { password: `${CANARY}-1 <&>` } } };
const JSON_COPY = JSON.stringify({ kind: 'Kustomization', spec: SPEC });
const YAML_COPY = `spec:\n  postBuild:\n    substitute:\n      password: "${CANARY}-1 <&>"\n`;
const OLD_COPY = JSON.stringify({ spec: { x: `${CANARY}-of-before` } });

describe('redactObject', () => {
  it.each(PRESENTERS.map(({ definition }) => definition.kind))(
    'shows of a %s only the texts that were looked at',
    kind => {
      const { definition } = presenterOf(kind);
      const paths: string[] = [];
      const spec = fill(definition.spec.openapi, path => {
        paths.push(path);
        return `${CANARY}(${path})`;
      });
      const { object } = redact(kind, spec as object);
      const text = JSON.stringify(object);
      const shown = paths.filter(path => text.includes(`${CANARY}(${path})`));
      expect([...new Set(shown)].sort()).toEqual(SHOWN_FIELDS[kind]);
    },
  );

  it('keeps the names of what it masks', () => {
    const { object } = redact('Kustomization', {
      patches: [{ patch: `x: ${CANARY}`, target: { kind: 'Secret' } }],
      postBuild: { substitute: { password: CANARY } },
    });
    expect(object.spec).toEqual({
      patches: [{ patch: '***', target: { kind: 'Secret' } }],
      postBuild: { substitute: { password: '***' } },
    });
  });

  it.each([
    ['kubectl.kubernetes.io/last-applied-configuration', JSON_COPY],
    ['kubectl.kubernetes.io/last-applied-configuration', OLD_COPY],
    ['JSON', JSON_COPY],
    ['JSON of before', OLD_COPY],
    ['JSON in a text', JSON.stringify(JSON_COPY)],
    ['JSON in a text in a text', JSON.stringify(JSON.stringify(OLD_COPY))],
    ['YAML', YAML_COPY],
    ['YAML of before', YAML_COPY.replace('-1', '-0')],
    ['base64', base64(JSON_COPY)],
    ['base64 of before', base64(OLD_COPY)],
    ['base64 in lines', base64(JSON_COPY).replace(/.{20}/g, '$&\n')],
    ['base64 of base64', base64(base64(OLD_COPY))],
    ['compressed', gzipSync(OLD_COPY).toString('base64')],
    ['in a URL', encodeURIComponent(OLD_COPY)],
    ['a hint', `see ${CANARY}-1 <&>`],
    ['a hint in base64', `see ${base64(`x${CANARY}-1 <&>`)}`],
    ['a secret of its own', `password=${CANARY}`],
    ['backstage-gitops.io/note', `it is ${CANARY}-1 <&>`],
  ])('leaves out a copy of the object in an annotation: %s', (name, copy) => {
    const key = name.includes('/') ? name : 'tool.example.com/copy';
    const { object } = redact('Kustomization', SPEC, {
      annotations: { [key]: copy, other: 'kept' },
    });
    expect(object.metadata.annotations).toEqual({ other: 'kept' });
  });

  it('keeps annotations that people and controllers write', () => {
    const annotations = {
      'backstage-gitops.io/entity': 'component:default/web',
      'backstage-gitops.io/suspended-until': '2026-01-01T00:00:00Z',
      'reconcile.fluxcd.io/requestedAt': '2026-01-01T00:00:00.123456789Z',
      'fluxcd.controlplane.io/suspendedBy': 'ada',
      'example.com/team': 'payments',
      'example.com/doc': 'https://docs.example.com/a/b?page=3',
      'example.com/sum': 'c'.repeat(64),
    };
    const { object } = redact('Kustomization', SPEC, { annotations });
    expect(object.metadata.annotations).toEqual(annotations);
  });

  it('leaves out managed fields', () => {
    const { object } = redactObject(presenterOf('Kustomization'), {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'web', managedFields: [{ manager: CANARY }] },
      spec: {},
    } as PresentedObject);
    expect(JSON.stringify(object)).not.toContain(CANARY);
  });

  it.each([
    `https://me:${CANARY}@git.example/x`,
    `https://${CANARY}@git.example/x`,
    `https://git.example/x?t=${CANARY}`,
    `https://git.example/x#${CANARY}`,
    `ssh://git:${CANARY}@git.example/x`,
    `https://me:${encodeURIComponent(`${CANARY}@/`)}@git.example/x`,
  ])('takes credentials out of %s and of what is said about it', url => {
    const { object, mask } = redact('GitRepository', { url });
    expect(object.spec).toEqual({
      url: expect.stringMatching(/:\/\/git\.example\/x$/),
    });
    const messages = [`cannot clone '${url}'`, `${CANARY}@/ is refused`];
    expect(JSON.stringify(mask(messages))).not.toContain(`${CANARY}@`);
    expect(mask(messages[0])).not.toContain(CANARY);
  });

  it('masks in the status what it masks in the spec, before it is shortened', () => {
    const { object } = redact('Kustomization', SPEC, {
      status: {
        conditions: [{ message: `bad: ${JSON.stringify(`${CANARY}-1 <&>`)}` }],
        inventory: { entries: [{ id: 'apps_web_apps_Deployment', v: 'v1' }] },
      },
    });
    expect(object.status).toEqual({
      conditions: [{ message: 'bad: "***"' }],
      inventory: { entries: [{ id: 'apps_web_apps_Deployment', v: 'v1' }] },
    });
  });

  it('leaves names alone that are shown anyway, versions, and what is short', () => {
    const substitute = {
      app: 'podinfo',
      cluster: 'production',
      version: '6.5.4',
      debug: 'false',
      zone: 'eu',
    };
    const { mask } = redact(
      'Kustomization',
      { path: './clusters/production', postBuild: { substitute } },
      {
        status: {
          inventory: {
            entries: [{ id: 'a_podinfo_apps_Deployment', v: 'v1' }],
          },
        },
      },
    );
    const message = 'Deployment/a/podinfo of production in eu: 6.5.4 is false';
    expect(mask(message)).toBe(message);
  });

  it.each([
    ['a word of its identity', { a: 'default', b: 'component' }],
    ['a part of a name that leads on', { a: 'fleet', b: 'podinfo' }],
    [
      'more secrets than can be looked for',
      Object.fromEntries(
        Array.from({ length: 1_500 }, (_, i) => [`v${i}`, `value-${i}`]),
      ),
    ],
  ])('keeps what leads to others when a value is %s', (_what, substitute) => {
    const annotations = {
      'backstage-gitops.io/entity': 'component:default/web',
    };
    const sourceRef = { kind: 'GitRepository', name: 'fleet-podinfo' };
    const { object } = redact(
      'Kustomization',
      { sourceRef, postBuild: { substitute } },
      { annotations },
    );
    expect(object.metadata.annotations).toEqual(annotations);
    expect(object.spec).toMatchObject({ sourceRef });
  });

  it('keeps revisions, which are looked up as they are', () => {
    const revision = 'production@sha1:ab';
    const status = { lastAppliedRevision: revision, artifact: { revision } };
    const substitute = { stage: 'production' };
    const spec = { postBuild: { substitute } };
    expect(redact('Kustomization', spec, { status }).object.status).toEqual(
      status,
    );
  });

  it('keeps parts of names that are shown anyway', () => {
    const { mask } = redact(
      'Kustomization',
      { postBuild: { substitute: { app: 'podinfo', own: 'frontdoor' } } },
      {
        status: {
          inventory: {
            entries: [{ id: 'a_podinfo-web_apps_Deployment', v: 'v1' }],
          },
        },
      },
    );
    expect(mask('Deployment/a/podinfo-web: podinfo at frontdoor')).toBe(
      'Deployment/a/podinfo-web: podinfo at ***',
    );
  });

  it.each([
    ['a Secret', 'kind: Secret\nstringData:\n  token: "CANARY-2"  # new'],
    [
      'data of a Secret',
      `kind: Secret\ndata: {token: ${base64(`${CANARY}-2`)}}`,
    ],
    ['JSON', '[{"op":"add","path":"/data/x","value":"CANARY-2"}]'],
    ['JSON 6902 in YAML', '- op: add\n  path: /data/x\n  value: CANARY-2\n'],
    ['a variable', 'env:\n- name: PASSWORD\n  value: CANARY-2'],
    ['a block', 'data:\n  x: |\n    first\n    CANARY-2\n'],
    ['a list', 'args:\n- --token\n- CANARY-2\n'],
    ['what is no YAML', 'data: {x: [CANARY-2'],
  ])(
    'masks what is in a patch with %s wherever it is repeated',
    (_what, text) => {
      const patch = text.replaceAll('CANARY', CANARY);
      const { mask } = redact('Kustomization', { patches: [{ patch }] });
      for (const message of [
        `Invalid value: "${CANARY}-2"`,
        `cannot read ${JSON.stringify(patch)}`,
        `got ${base64(`${CANARY}-2`)}`,
      ]) {
        expect(holdsCanary(mask(message))).toBe(false);
      }
    },
  );

  it('keeps the names of objects that a patch is about', () => {
    const patch = 'kind: Deployment\nmetadata:\n  name: podinfo-web\n';
    const { mask } = redact('Kustomization', { patches: [{ patch }] });
    const message = 'Deployment/apps/podinfo-web dry-run failed';
    expect(mask(message)).toBe(message);
  });

  it.each([
    ['user and password', `https://a:${CANARY}@x.example/y refused`],
    ['a token as user', `https://${CANARY}@x.example refused`],
    ['a header', `sent Authorization: Bearer ${CANARY}4567`],
    [
      'a key',
      `-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n-----END RSA PRIVATE KEY-----`,
    ],
    ['a key that is cut off', `-----BEGIN PRIVATE KEY-----\n${CANARY}`],
    ['a key of age', `AGE-SECRET-KEY-1${CANARY}`],
  ])('masks %s in any text', (_what, text) => {
    expect(redact('Kustomization', {}).mask(text)).not.toContain(CANARY);
  });

  it('leaves ordinary texts as they are', () => {
    const texts = [
      'basic authentication failed for ssh://git@git.example/x',
      "Deployment/apps/web status: 'InProgress'",
      'line 1\n\tline 2 – naïve „quotes“ 日本 👩‍💻',
    ];
    expect(redact('Kustomization', SPEC).mask(texts)).toEqual(texts);
  });

  it.each([
    '\u0000',
    '\u001b',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u2028',
    '\ud800',
  ])('shows a sign in place of the character %j', character => {
    const { mask } = redact('Kustomization', {});
    expect(mask(`a${character}b\r\nc`)).toBe('a\ufffdb\nc');
  });

  it('shows no message at all of an object with more secrets than can be looked for', () => {
    const lines = Array.from({ length: 1_500 }, (_, i) => `x: secret-${i}`);
    const { mask } = redact('Kustomization', {
      patches: [{ patch: lines.join('\n') }],
    });
    expect(mask('whatever')).toBe('***');
  });
});
