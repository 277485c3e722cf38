import { t } from '../schema';
import { limitedRef } from './references';
import { matchLabels } from './selectors';

/** Kinds whose objects send events and can be asked to reconcile. */
const EVENT_KINDS = [
  'Bucket',
  'GitRepository',
  'Kustomization',
  'HelmRelease',
  'HelmChart',
  'HelmRepository',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
  'OCIRepository',
  'ArtifactGenerator',
  'ExternalArtifact',
] as const;

/** Fields of a reference to objects by name, or by labels when the name is `*`. */
export const eventObjectRef = {
  ...limitedRef(EVENT_KINDS, 253),
  matchLabels: t.optional(matchLabels),
  name: t.string('Name of the object; * for all.', {
    minLength: 1,
    maxLength: 253,
  }),
} as const;
