import { AGE_COLUMN, defineKind, READY_COLUMNS } from '../kind';
import type { ObjectOf } from '../kind';
import { t } from '../schema';
import { forceableStatus } from '../shared';
import { scheduleFields, spec } from './spec';

const status = t.object('What the last runs have found.', {
  ...forceableStatus,
  exportedInputs: t.optional(
    t.array(
      'The inputs.',
      t.map('Values by their names.', t.any('Any value.')),
    ),
  ),
  lastExportedRevision: t.optional(t.string('Checksum over the inputs.')),
  nextSchedule: t.optional(
    t.object('The window of time that opens next.', {
      ...scheduleFields,
      when: t.time('When it opens.'),
    }),
  ),
});

/** ResourceSetInputProvider: inputs for ResourceSets, from a service. */
export const resourceSetInputProviderKind = defineKind({
  group: 'fluxcd.controlplane.io',
  version: 'v1',
  kind: 'ResourceSetInputProvider',
  plural: 'resourcesetinputproviders',
  singular: 'resourcesetinputprovider',
  shortNames: ['rsip'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'flux-operator',
  description:
    'Inputs for ResourceSets from branches, tags, requests or a service.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [],
});

/** An object of kind ResourceSetInputProvider. */
export type ResourceSetInputProvider = ObjectOf<
  typeof resourceSetInputProviderKind
>;
/** `spec` of a ResourceSetInputProvider. */
export type ResourceSetInputProviderSpec = ResourceSetInputProvider['spec'];
/** `status` of a ResourceSetInputProvider. */
export type ResourceSetInputProviderStatus = NonNullable<
  ResourceSetInputProvider['status']
>;
