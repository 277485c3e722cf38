import { t } from './schema';
import type { Infer } from './schema';

/** Go duration text with every unit that the API admits: `1h2m3.5s`. */
export const DURATION_PATTERN = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$';

const CONDITION_TYPE_PATTERN =
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$';

/** Schema of one entry of `status.conditions`. */
export const condition = t.object('One aspect of the state of the object.', {
  lastTransitionTime: t.string(
    'When status, reason or message last changed; RFC 3339, whole seconds.',
    { format: 'date-time' },
  ),
  message: t.string('What is the case, for a person to read.', {
    maxLength: 32768,
  }),
  observedGeneration: t.optional(
    t.integer('metadata.generation for which the condition was set.', {
      minimum: 0,
    }),
  ),
  reason: t.string('Machine-readable cause in CamelCase.', {
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
  }),
  status: t.oneOf('Whether the aspect holds.', [
    'True',
    'False',
    'Unknown',
  ] as const),
  type: t.string('Name of the aspect, such as Ready.', {
    maxLength: 316,
    pattern: CONDITION_TYPE_PATTERN,
  }),
});

/** One entry of `status.conditions`. */
export type Condition = Infer<typeof condition>;

/** Schema of a stored artifact, as `status.artifact` of every source kind has it. */
export const artifact = t.object(
  'The archive that the last successful run stored.',
  {
    digest: t.string('Checksum of the archive file: `<algorithm>:<hex>`.', {
      pattern: '^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$',
    }),
    lastUpdateTime: t.string('When the archive was stored.', {
      format: 'date-time',
    }),
    metadata: t.optional(
      t.map('Annotations that came with the content upstream.', t.string('')),
    ),
    path: t.string('Path of the archive below the root of the artifact store.'),
    revision: t.string(
      'Where the content comes from, in the form of its source: `main@sha1:<commit>`.',
    ),
    size: t.optional(t.integer('Length of the archive in bytes.')),
    url: t.string('HTTP address at which consumers download the archive.'),
  },
);

/** A stored archive of a source. */
export type Artifact = Infer<typeof artifact>;

/** Schema of the list of conditions. */
export const conditions = t.array('State of the object.', condition);

/** Schema of a reference to an object of the same namespace. */
export function localRef(doc: string) {
  return t.object(doc, { name: t.string('Name of the object.') });
}

/** Schema of `status.lastHandledReconcileAt`. */
export const lastHandledReconcileAt = t.string(
  'The last value of annotation reconcile.fluxcd.io/requestedAt that a run has seen.',
);

/** Schema of `status.observedGeneration`. */
export const observedGeneration = t.integer(
  'metadata.generation that the last finished run has dealt with; -1 before the first.',
);

/** Default of `status`: tells clients that no run has finished yet. */
export const STATUS_DEFAULT = { observedGeneration: -1 } as const;
