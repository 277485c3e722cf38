import { t } from '../schema';
import type { Infer } from '../schema';

/** Schema of a stored artifact, as `status.artifact` of every source kind has it. */
export const artifact = t.object(
  'The archive that the last successful run stored.',
  {
    digest: t.string('Checksum of the archive file: `<algorithm>:<hex>`.', {
      pattern: '^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$',
    }),
    lastUpdateTime: t.time('When the archive was stored.'),
    metadata: t.optional(
      t.map('Annotations that came with the content upstream.', t.string('')),
    ),
    path: t.string('Path of the archive below the root of the artifact store.'),
    revision: t.string(
      'Where the content comes from, in the form of its source: `main@sha1:<commit>`.',
    ),
    size: t.optional(t.int64('Length of the archive in bytes.')),
    url: t.string('HTTP address at which consumers download the archive.'),
  },
);

/** A stored archive of a source. */
export type Artifact = Infer<typeof artifact>;
