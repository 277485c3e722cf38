import { AGE_COLUMN, defineKind, READY_COLUMNS } from '../kind';
import type { ObjectOf } from '../kind';
import { spec } from './spec';
import { status } from './status';

/** HelmRelease: a Helm chart with values, installed and upgraded. */
export const helmReleaseKind = defineKind({
  group: 'helm.toolkit.fluxcd.io',
  version: 'v2',
  kind: 'HelmRelease',
  plural: 'helmreleases',
  singular: 'helmrelease',
  shortNames: ['hr'],
  categories: ['all', 'fluxcd', 'fluxcd-appliers'],
  component: 'helm-controller',
  description:
    'A Helm chart with values, kept installed on a cluster as a Helm release.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [{ name: 'v2beta2' }],
});

/** An object of kind HelmRelease. */
export type HelmRelease = ObjectOf<typeof helmReleaseKind>;
/** `spec` of a HelmRelease. */
export type HelmReleaseSpec = HelmRelease['spec'];
/** `status` of a HelmRelease. */
export type HelmReleaseStatus = NonNullable<HelmRelease['status']>;
