import { AGE_COLUMN, defineKind, READY_COLUMNS } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  commonMetadata,
  duration,
  history,
  inventory,
  labelSelector,
  lastAppliedRevision,
  operatorStatus,
  refNamespace,
} from './shared';

const dependency = t.object('An object that has to exist first.', {
  apiVersion: t.string('apiVersion of the object.'),
  kind: t.string('Kind of the object.'),
  name: t.string('Name of the object.'),
  namespace: refNamespace,
  ready: t.optional(t.boolean('Whether it has to be ready, too.')),
  readyExpr: t.optional(
    t.string('CEL expression that says whether it is ready; by kstatus else.'),
  ),
});

const inputStrategy = t.object(
  'How the inputs of several providers are combined.',
  {
    includeEmptyProviders: t.optional(
      t.boolean('Whether a provider without inputs makes all others empty.'),
    ),
    name: t.oneOf('One after the other, or each with each.', [
      'Flatten',
      'Permute',
    ] as const),
  },
  {
    rules: [
      {
        rule: "!has(self.includeEmptyProviders) || self.name == 'Permute'",
        message: "includeEmptyProviders is for name 'Permute' only",
      },
    ],
  },
);

const inputsFrom = t.object(
  'Providers of inputs, in the same namespace.',
  {
    apiVersion: t.optional(
      t.oneOf('apiVersion of the provider.', [
        'fluxcd.controlplane.io/v1',
      ] as const),
    ),
    kind: t.optional(
      t.oneOf('Kind of the provider.', ['ResourceSetInputProvider'] as const),
    ),
    name: t.optional(t.string('Name of the provider.')),
    selector: t.optional(labelSelector('Labels of the providers.')),
  },
  {
    rules: [
      {
        rule: 'has(self.name) || has(self.selector)',
        message: 'name or selector is needed',
      },
      {
        rule: '!has(self.name) || !has(self.selector)',
        message: 'name and selector exclude each other',
      },
    ],
  },
);

const templates = {
  resources: t.optional(
    t.array(
      'Objects to apply, with << >> for values of inputs.',
      t.anyObject('A Kubernetes object.'),
    ),
  ),
  resourcesTemplate: t.optional(
    t.string('The same as one Go template that makes a YAML stream.'),
  ),
} as const;

const step = t.object(
  'Objects that are applied and waited for together.',
  {
    ...templates,
    name: t.string('Name of the step.', {
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      maxLength: 63,
    }),
    timeout: t.optional(duration('Limit for the step.')),
  },
  {
    rules: [
      {
        rule: 'has(self.resources) || has(self.resourcesTemplate)',
        message: 'resources or resourcesTemplate is needed',
      },
    ],
  },
);

const spec = t.object(
  'What to apply, made from templates and inputs.',
  {
    ...templates,
    commonMetadata: t.optional(
      commonMetadata('Labels and annotations for every object applied.'),
    ),
    dependsOn: t.optional(
      t.array('Objects that have to exist first.', dependency),
    ),
    inputStrategy: t.optional(inputStrategy),
    inputs: t.optional(
      t.array(
        'Inputs; the templates are rendered once for each.',
        t.map('Values by their names.', t.any('Any value.')),
      ),
    ),
    inputsFrom: t.optional(
      t.array('Providers whose inputs are added.', inputsFrom),
    ),
    serviceAccountName: t.optional(
      t.string('ServiceAccount as which to apply.'),
    ),
    steps: t.optional(
      t.array('Objects that are applied one step after the other.', step, {
        minItems: 1,
        maxItems: 20,
        rules: [
          {
            rule: 'self.all(s, self.exists_one(t, t.name == s.name))',
            message: 'each step needs a name of its own',
          },
        ],
      }),
    ),
    wait: t.optional(t.boolean('Whether to wait until every object is ready.')),
  },
  {
    rules: [
      {
        rule: '!has(self.steps) || (!has(self.resources) && !has(self.resourcesTemplate))',
        message: 'steps excludes resources and resourcesTemplate',
      },
      {
        rule: 'has(self.steps) || has(self.resources) || has(self.resourcesTemplate)',
        message: 'steps, resources or resourcesTemplate is needed',
      },
    ],
  },
);

const status = t.object('What the last runs have applied.', {
  ...operatorStatus,
  externalChecksumRefs: t.optional(
    t.array(
      'ConfigMaps and Secrets whose change makes another run: `<kind>/<namespace>/<name>`.',
      t.string(''),
    ),
  ),
  history: t.optional(history),
  inventory: t.optional(inventory),
  lastAppliedRevision: t.optional(lastAppliedRevision),
});

/** ResourceSet: objects made from templates and inputs, and applied. */
export const resourceSetKind = defineKind({
  group: 'fluxcd.controlplane.io',
  version: 'v1',
  kind: 'ResourceSet',
  plural: 'resourcesets',
  singular: 'resourceset',
  shortNames: ['rset'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  component: 'flux-operator',
  description: 'Objects made from templates and inputs, kept applied.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [],
});

/** An object of kind ResourceSet. */
export type ResourceSet = ObjectOf<typeof resourceSetKind>;
/** `spec` of a ResourceSet. */
export type ResourceSetSpec = ResourceSet['spec'];
/** `status` of a ResourceSet. */
export type ResourceSetStatus = NonNullable<ResourceSet['status']>;
