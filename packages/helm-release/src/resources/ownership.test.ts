import { ownershipProblem, setOwnership } from './ownership';
import type { Resource } from './resource';

const RELEASE = { name: 'shop', namespace: 'sales' };

function resource(metadata: Record<string, unknown>): Resource {
  return {
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata },
    mapping: {
      group: '',
      version: 'v1',
      kind: 'ConfigMap',
      plural: 'configmaps',
      namespaced: true,
      verbs: [],
    },
    namespace: 'sales',
    name: 'a',
  };
}

describe('setOwnership', () => {
  it('names the release, over what the chart says', () => {
    const given = resource({
      name: 'a',
      labels: { 'app.kubernetes.io/managed-by': 'me', tier: 'web', none: null },
    });
    const [owned] = setOwnership([given], RELEASE);
    expect(owned.object.metadata).toEqual({
      name: 'a',
      labels: {
        'app.kubernetes.io/managed-by': 'Helm',
        tier: 'web',
        none: '',
      },
      annotations: {
        'meta.helm.sh/release-name': 'shop',
        'meta.helm.sh/release-namespace': 'sales',
      },
    });
    expect(ownershipProblem(owned.object, RELEASE)).toBeUndefined();
  });

  it('drops labels of which one is no text, as Helm does', () => {
    const [owned] = setOwnership(
      [resource({ name: 'a', labels: { tier: 'web', number: 7 } })],
      RELEASE,
    );
    expect(owned.object.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'Helm',
    });
  });
});

describe('ownershipProblem', () => {
  it('names all that is missing or other', () => {
    const { object } = resource({
      annotations: { 'meta.helm.sh/release-name': 'other' },
    });
    expect(ownershipProblem(object, RELEASE)).toBe(
      'invalid ownership metadata; ' +
        'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; ' +
        'annotation validation error: key "meta.helm.sh/release-name" must equal "shop": current value is "other"; ' +
        'annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "sales"',
    );
  });
});
