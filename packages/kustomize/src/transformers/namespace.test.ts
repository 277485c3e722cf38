import { built, failureOf, valuesOf } from '../testing/build';

const object = (apiVersion: string, kind: string, more = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: o\n${more}`;
const RBAC = 'rbac.authorization.k8s.io/v1';

async function moved(text: string): Promise<string[]> {
  const files = { 'o.yaml': text };
  return valuesOf(
    await built('resources: [o.yaml]\nnamespace: new\n', files),
    'namespace',
  );
}

describe('the namespace of a kustomization', () => {
  it.each([
    ['v1', 'ConfigMap', ['new']],
    ['apps/v1', 'Deployment', ['new']],
    ['example.com/v1', 'Robot', ['new']],
    ['v1', 'Namespace', []],
    ['v1', 'Node', []],
    ['v1', 'PersistentVolume', []],
    [RBAC, 'ClusterRole', []],
    [RBAC, 'Role', ['new']],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', []],
    ['storage.k8s.io/v1', 'StorageClass', []],
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', []],
  ])('on %s %s gives %j', async (apiVersion, kind, expected) => {
    expect(await moved(object(apiVersion, kind))).toEqual(expected);
  });

  it('is the name of a Namespace', async () => {
    const files = { 'o.yaml': object('v1', 'Namespace') };
    const text = await built('resources: [o.yaml]\nnamespace: new\n', files);
    expect(valuesOf(text, 'name')).toEqual(['new']);
  });

  it('takes the place of another one', async () => {
    expect(await moved(object('v1', 'Secret', '  namespace: old\n'))).toEqual([
      'new',
    ]);
  });

  it('reaches the service of an APIService', async () => {
    expect(
      await moved(
        object(
          'apiregistration.k8s.io/v1',
          'APIService',
          'spec:\n  service:\n    name: s\n    namespace: old\n',
        ),
      ),
    ).toEqual(['new']);
  });

  it('reaches only the subjects that are called default', async () => {
    const subjects =
      'subjects:\n- {kind: ServiceAccount, name: default, namespace: a}\n- {kind: ServiceAccount, name: other, namespace: b}\n- {kind: User, name: default}\n';
    const text = await built('resources: [o.yaml]\nnamespace: new\n', {
      'o.yaml': object(
        RBAC,
        'ClusterRoleBinding',
        `roleRef: {kind: ClusterRole, name: r, apiGroup: x}\n${subjects}`,
      ),
    });
    // Whatever its kind: a User of that name gets one too.
    expect(valuesOf(text, 'namespace')).toEqual(['new', 'b', 'new']);
  });

  it('follows a service account that is in the build', async () => {
    const account = object('v1', 'ServiceAccount', '  namespace: b\n');
    const binding = object(
      RBAC,
      'RoleBinding',
      'subjects:\n- kind: ServiceAccount\n  name: o\n  namespace: b\n',
    );
    expect(await moved(`${account}---\n${binding}`)).toEqual([
      'new',
      'new',
      'new',
    ]);
  });

  it('that makes two objects one is refused', async () => {
    const files = {
      'o.yaml': `${object('v1', 'Secret', '  namespace: a\n')}---\n${object(
        'v1',
        'Secret',
        '  namespace: b\n',
      )}`,
    };
    expect(
      await failureOf('resources: [o.yaml]\nnamespace: new\n', files),
    ).toContain('namespace transformation produces ID conflict');
  });
});

describe('NamespaceTransformer', () => {
  const BINDING = object(
    RBAC,
    'RoleBinding',
    'subjects:\n- kind: ServiceAccount\n  name: default\n- kind: ServiceAccount\n  name: other\n- kind: User\n  name: u\n',
  );

  async function transformed(fields: string, text: string): Promise<string[]> {
    const files = {
      'o.yaml': text,
      't.yaml': `apiVersion: builtin\nkind: NamespaceTransformer\nmetadata:\n  name: t\n  namespace: new\n${fields}fieldSpecs:\n- path: metadata/namespace\n  create: true\n`,
    };
    return valuesOf(
      await built('resources: [o.yaml]\ntransformers: [t.yaml]\n', files),
      'namespace',
    );
  }

  it.each([
    ['', 2],
    ['setRoleBindingSubjects: defaultOnly\n', 2],
    ['setRoleBindingSubjects: none\n', 1],
    ['setRoleBindingSubjects: allServiceAccounts\n', 3],
  ])('with %j sets %i fields', async (fields, count) => {
    expect(await transformed(fields, BINDING)).toEqual(
      Array(count).fill('new'),
    );
  });

  it('with unsetOnly leaves other namespaces', async () => {
    const text = `${object('v1', 'Secret', '  namespace: old\n')}---\n${object(
      'v1',
      'ConfigMap',
    )}`;
    expect(await transformed('unsetOnly: true\n', text)).toEqual([
      'new',
      'old',
    ]);
  });
});
