import { customResourceDefinition, KINDS, referencePage } from './index';
import type { GitRepository, KindDefinition, OpenApiSchema } from './index';
import { gitRepositoryKind, kustomizationKind } from './index';

/** Every field as `path type [required]`, in the order of the schema. */
function fields(path: string, schema: OpenApiSchema): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = `${path}.${name}`;
    const inner = field.type === 'array' ? field.items : field;
    return [
      `${own} ${field.type}${required.has(name) ? ' required' : ''}`,
      ...fields(field.type === 'array' ? `${own}[]` : own, inner ?? field),
    ];
  });
}

function allFields(definition: KindDefinition): string[] {
  return [
    ...fields('spec', definition.spec.openapi),
    ...(definition.status ? fields('status', definition.status.openapi) : []),
  ];
}

describe('customResourceDefinition', () => {
  it.each(KINDS.map(kind => [kind.kind, kind] as const))(
    'stores exactly one version of %s',
    (_, definition) => {
      const { spec } = customResourceDefinition(definition);
      expect(
        spec.versions.filter(({ storage }) => storage).map(v => v.name),
      ).toEqual([definition.version]);
      expect(spec.versions.every(({ served }) => served)).toBe(true);
    },
  );

  it('warns about the earlier versions and names the current one', () => {
    const [current, older] =
      customResourceDefinition(gitRepositoryKind).spec.versions;
    expect(current.deprecated).toBeUndefined();
    expect(older).toMatchObject({
      name: 'v1beta2',
      deprecated: true,
      deprecationWarning:
        'source.toolkit.fluxcd.io/v1beta2 GitRepository is deprecated; use source.toolkit.fluxcd.io/v1 GitRepository',
    });
  });

  it('carries the labels by which the flux command line finds it', () => {
    expect(
      customResourceDefinition(kustomizationKind, 'gitops').metadata,
    ).toEqual({
      name: 'kustomizations.kustomize.toolkit.fluxcd.io',
      labels: {
        'app.kubernetes.io/component': 'kustomize-controller',
        'app.kubernetes.io/instance': 'gitops',
        'app.kubernetes.io/part-of': 'flux',
        'app.kubernetes.io/version': 'v2.9.0',
      },
      annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
    });
  });

  it('defaults status of what runs again and again, so that clients see that nothing has run yet', () => {
    const defaulted = KINDS.filter(({ status }) => status?.openapi.default);
    for (const { status } of defaulted) {
      expect(status?.openapi.default).toEqual({ observedGeneration: -1 });
      expect(status?.openapi.properties).toHaveProperty('observedGeneration');
    }
    expect(defaulted.length).toBeGreaterThan(1);
  });

  it('lets each earlier version take what the current one takes', () => {
    for (const definition of KINDS) {
      const [current, ...older] =
        customResourceDefinition(definition).spec.versions;
      const spec = current.schema.openAPIV3Schema.properties?.spec;
      for (const version of older) {
        const earlier = version.schema.openAPIV3Schema.properties?.spec;
        expect(earlier?.properties).toMatchObject(spec?.properties ?? {});
        expect(earlier?.required).toEqual(spec?.required);
      }
    }
  });

  it('requires what a GitRepository cannot do without', () => {
    expect(
      allFields(gitRepositoryKind).filter(
        row => row.startsWith('spec.') && row.endsWith(' required'),
      ),
    ).toEqual([
      'spec.include[].repository object required',
      'spec.include[].repository.name string required',
      'spec.interval string required',
      'spec.proxySecretRef.name string required',
      'spec.secretRef.name string required',
      'spec.url string required',
      'spec.verify.secretRef object required',
      'spec.verify.secretRef.name string required',
    ]);
  });

  it('admits exactly the durations that the API admits', () => {
    const pattern = new RegExp(
      gitRepositoryKind.spec.openapi.properties?.interval.pattern ?? '',
    );
    const verdicts = ['0s', '10ms', '1.5h', '1h2m3.5s', '1d', '-5m', '', '5'];
    expect(verdicts.filter(text => pattern.test(text))).toEqual([
      '0s',
      '10ms',
      '1.5h',
      '1h2m3.5s',
    ]);
  });

  it('documents every field of spec', () => {
    for (const definition of KINDS) {
      const page = referencePage(definition);
      for (const row of fields('spec', definition.spec.openapi)) {
        expect(page).toContain(`\`${row.split(' ')[0]}\``);
      }
    }
  });

  it('gives a type that knows which fields may be missing', () => {
    const object: GitRepository = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'app' },
      spec: { url: 'https://git.example.com/app.git', interval: '1m' },
    };
    // @ts-expect-error interval is required
    const bad: GitRepository['spec'] = { url: object.spec.url };
    expect(bad.ref?.branch).toBeUndefined();
  });
});
