import { AGE_COLUMN, defineKind, READY_COLUMNS } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import { commonMetadata, conditions, lastHandledReconcileAt } from './shared';

const SOURCE_PATH_PATTERN = '^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$';
const SOURCE_PATTERN = '^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$';

const copy = t.object('One copy of files.', {
  exclude: t.optional(
    t.array('Glob patterns of files to leave out.', t.string('A pattern.'), {
      maxItems: 100,
    }),
  ),
  from: t.string(
    'Files of a source: `@<alias>/<glob>`; a folder ends with /.',
    { pattern: SOURCE_PATH_PATTERN, minLength: 1, maxLength: 1024 },
  ),
  strategy: t.optional(
    t.oneOf(
      'What happens when the file exists, or is an archive; Overwrite by default.',
      ['Overwrite', 'Merge', 'Extract'] as const,
    ),
  ),
  to: t.string('Where to copy to: `@artifact/<path>`.', {
    pattern: '^@(artifact)/(.*)$',
    minLength: 1,
    maxLength: 1024,
  }),
});

const output = t.object('An ExternalArtifact to make.', {
  copy: t.array('Copies to make, in this order.', copy, { minItems: 1 }),
  name: t.string('Name of the ExternalArtifact.', {
    minLength: 1,
    maxLength: 253,
  }),
  originRevision: t.optional(
    t.string(
      'Source whose upstream revision the artifact passes on: `@<alias>`.',
      { pattern: SOURCE_PATTERN, maxLength: 64 },
    ),
  ),
  revision: t.optional(
    t.string(
      'Source whose revision the artifact takes: `@<alias>`; made from the content by default.',
      { pattern: SOURCE_PATTERN, maxLength: 64 },
    ),
  ),
});

const source = t.object('A source to copy from.', {
  alias: t.string('Name of the source within this object.', {
    pattern: '^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$',
    maxLength: 63,
  }),
  kind: t.oneOf('Kind of the source.', [
    'Bucket',
    'GitRepository',
    'OCIRepository',
    'HelmChart',
    'ExternalArtifact',
  ] as const),
  name: t.string('Name of the source.', {
    pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
    maxLength: 253,
  }),
  namespace: t.optional(
    t.string('Its namespace; that of this object by default.', {
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      minLength: 1,
      maxLength: 63,
    }),
  ),
});

const spec = t.object(
  'What to make artifacts from.',
  {
    artifacts: t.array('ExternalArtifacts to make.', output, {
      minItems: 1,
      maxItems: 1000,
    }),
    commonMetadata: t.optional(
      commonMetadata('Labels and annotations for every ExternalArtifact.'),
    ),
    pathPattern: t.optional(
      t.string(
        'Folders of a source, `@<alias>/<glob>`: the artifacts are made once for each of them.',
        { pattern: SOURCE_PATH_PATTERN, maxLength: 1024 },
      ),
    ),
    sources: t.array('Sources to copy from.', source, {
      minItems: 1,
      maxItems: 1000,
    }),
  },
  {
    rules: [
      {
        rule: "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
        message:
          'without pathPattern the names of artifacts must be names of Kubernetes objects',
      },
    ],
  },
);

const status = t.object('What the last runs have made.', {
  conditions: t.optional(conditions),
  inventory: t.optional(
    t.array(
      'The ExternalArtifacts that were made.',
      t.object('An ExternalArtifact.', {
        digest: t.string('Checksum of the archive file.'),
        filename: t.string('Name of the archive file.'),
        name: t.string('Name of the ExternalArtifact.'),
        namespace: t.string('Its namespace.'),
      }),
    ),
  ),
  lastHandledReconcileAt: t.optional(lastHandledReconcileAt),
  observedSourcesDigest: t.optional(
    t.string('Checksum over the revisions of the sources of the last run.'),
  ),
});

/** ArtifactGenerator: archives composed from the files of other sources. */
export const artifactGeneratorKind = defineKind({
  group: 'source.extensions.fluxcd.io',
  version: 'v1beta1',
  kind: 'ArtifactGenerator',
  plural: 'artifactgenerators',
  singular: 'artifactgenerator',
  shortNames: ['ag'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-watcher',
  description:
    'Archives composed from the files of other sources, each an ExternalArtifact.',
  printerColumns: [AGE_COLUMN, ...READY_COLUMNS],
  spec,
  status,
  deprecatedVersions: [],
});

/** An object of kind ArtifactGenerator. */
export type ArtifactGenerator = ObjectOf<typeof artifactGeneratorKind>;
/** `spec` of an ArtifactGenerator. */
export type ArtifactGeneratorSpec = ArtifactGenerator['spec'];
/** `status` of an ArtifactGenerator. */
export type ArtifactGeneratorStatus = NonNullable<ArtifactGenerator['status']>;
