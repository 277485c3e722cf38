import type { KindDefinition, PrinterColumn } from './kind';
import type { OpenApiSchema } from './schema';

/** Release of Flux whose API the kinds follow; `flux check` compares it. */
export const FLUX_VERSION = 'v2.9.0';

/** Labels by which the `flux` command line finds what belongs to an installation. */
export function partOfFluxLabels(
  namespace: string,
  component?: string,
): Record<string, string> {
  return {
    ...(component ? { 'app.kubernetes.io/component': component } : {}),
    'app.kubernetes.io/instance': namespace,
    'app.kubernetes.io/part-of': 'flux',
    'app.kubernetes.io/version': FLUX_VERSION,
  };
}

/** One entry of `spec.versions` of a CustomResourceDefinition. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly additionalPrinterColumns: readonly PrinterColumn[];
  readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
  readonly subresources?: { readonly status: Record<string, never> };
}

/** A CustomResourceDefinition, as `kubectl apply` takes it. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: {
    readonly name: string;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly spec: {
    readonly group: string;
    readonly names: {
      readonly kind: string;
      readonly listKind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly scope: 'Namespaced';
    readonly versions: readonly CrdVersion[];
  };
}

function rootSchema(
  definition: KindDefinition,
  spec: OpenApiSchema,
): OpenApiSchema {
  return {
    type: 'object',
    description: definition.description,
    properties: {
      apiVersion: {
        type: 'string',
        description: 'Group and version of the schema of this object.',
      },
      kind: { type: 'string', description: 'Kind of this object.' },
      metadata: { type: 'object' },
      spec,
      ...(definition.status ? { status: definition.status.openapi } : {}),
    },
    ...(definition.rules
      ? { 'x-kubernetes-validations': definition.rules }
      : {}),
  };
}

function storedVersion(definition: KindDefinition): CrdVersion {
  return {
    name: definition.version,
    served: true,
    storage: true,
    additionalPrinterColumns: definition.printerColumns,
    schema: {
      openAPIV3Schema: rootSchema(definition, definition.spec.openapi),
    },
    ...(definition.status ? { subresources: { status: {} } } : {}),
  };
}

function deprecatedVersions(definition: KindDefinition): CrdVersion[] {
  const { group, version, kind, spec } = definition;
  return definition.deprecatedVersions.map(({ name, extraSpec }) => ({
    ...storedVersion(definition),
    name,
    storage: false,
    deprecated: true,
    deprecationWarning: `${group}/${name} ${kind} is deprecated; use ${group}/${version} ${kind}`,
    schema: {
      openAPIV3Schema: rootSchema(definition, {
        ...spec.openapi,
        properties: { ...spec.openapi.properties, ...extraSpec },
      }),
    },
  }));
}

/**
 * The CustomResourceDefinition of a kind: the current version, stored, and the
 * earlier ones of the same shape, served with a warning.
 * @param namespace - where the controllers are installed; only a label
 */
export function customResourceDefinition(
  definition: KindDefinition,
  namespace = 'flux-system',
): CustomResourceDefinition {
  const { group, kind, plural, singular, shortNames, categories } = definition;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: partOfFluxLabels(namespace, definition.component),
      // a schema holds ${} in patterns and texts, which is no variable
      annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
    },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular,
        ...(shortNames.length > 0 ? { shortNames } : {}),
        ...(categories.length > 0 ? { categories } : {}),
      },
      scope: 'Namespaced',
      versions: [storedVersion(definition), ...deprecatedVersions(definition)],
    },
  };
}
