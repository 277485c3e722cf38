import { PRESENTERS } from '../presenters';
import { redactManifest } from './redactManifest';

const CANARY = 'c4n4ry';

const presenterOf = (kind: string) =>
  PRESENTERS.find(({ definition }) => definition.kind === kind)!;

function kustomization(spec: object, annotations?: Record<string, string>) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { namespace: 'apps', name: 'web', annotations },
    spec,
  };
}

describe('redactManifest', () => {
  it('masks substituted values and keeps their names', () => {
    const { spec } = redactManifest(
      presenterOf('Kustomization'),
      kustomization({ postBuild: { substitute: { password: CANARY } } }),
    );
    expect(spec).toEqual({ postBuild: { substitute: { password: '***' } } });
  });

  it('masks patches and keeps their targets', () => {
    const patch = `kind: Secret\nstringData: { token: ${CANARY} }`;
    const { spec } = redactManifest(
      presenterOf('Kustomization'),
      kustomization({ patches: [{ patch, target: { kind: 'Secret' } }] }),
    );
    expect(spec).toEqual({
      patches: [{ patch: '***', target: { kind: 'Secret' } }],
    });
  });

  it.each([
    'kubectl.kubernetes.io/last-applied-configuration',
    'tool.example.com/copy',
  ])('leaves out the copy of the object in %s', name => {
    const spec = { postBuild: { substitute: { password: CANARY } } };
    const { metadata } = redactManifest(
      presenterOf('Kustomization'),
      kustomization(spec, { [name]: JSON.stringify({ spec }), other: 'kept' }),
    );
    expect(metadata).toEqual({
      namespace: 'apps',
      name: 'web',
      annotations: { other: 'kept' },
    });
  });

  it('leaves out managed fields', () => {
    const object = kustomization({});
    const manifest = redactManifest(presenterOf('Kustomization'), {
      ...object,
      metadata: { ...object.metadata, managedFields: [{ manager: CANARY }] },
    });
    expect(JSON.stringify(manifest)).not.toContain(CANARY);
  });

  it('takes credentials and queries out of URLs', () => {
    const { spec } = redactManifest(presenterOf('GitRepository'), {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { namespace: 'apps', name: 'web' },
      spec: { url: `https://me:${CANARY}@git.example/x?t=${CANARY}` } as object,
    });
    expect(spec).toEqual({ url: 'https://git.example/x' });
  });
});
