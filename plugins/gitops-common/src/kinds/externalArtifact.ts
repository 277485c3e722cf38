import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import { artifact, conditions, refNamespace } from './shared';

const spec = t.object('What the artifact was made from.', {
  sourceRef: t.optional(
    t.object('The object whose controller writes the artifact.', {
      apiVersion: t.optional(t.string('apiVersion of the object.')),
      kind: t.string('Kind of the object.'),
      name: t.string('Name of the object.'),
      namespace: refNamespace,
    }),
  ),
});

const status = t.object('What the other controller has stored.', {
  artifact: t.optional(artifact),
  conditions: t.optional(conditions),
});

/** ExternalArtifact: an archive that another controller has stored. */
export const externalArtifactKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'ExternalArtifact',
  plural: 'externalartifacts',
  singular: 'externalartifact',
  shortNames: ['ea'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description:
    'An archive that another controller has stored, for other kinds to build from.',
  printerColumns: [
    AGE_COLUMN,
    ...READY_COLUMNS,
    textColumn('Source', '.spec.sourceRef.name'),
  ],
  spec,
  status,
  deprecatedVersions: [],
});

/** An object of kind ExternalArtifact. */
export type ExternalArtifact = ObjectOf<typeof externalArtifactKind>;
/** `spec` of an ExternalArtifact. */
export type ExternalArtifactSpec = ExternalArtifact['spec'];
/** `status` of an ExternalArtifact. */
export type ExternalArtifactStatus = NonNullable<ExternalArtifact['status']>;
