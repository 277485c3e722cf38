import { t } from '../schema';

/** Schema of `matchLabels`. */
export const matchLabels = t.map(
  'Labels that an object must carry, all of them.',
  t.string(''),
);

const requirement = t.object('A condition on one label.', {
  key: t.string('Name of the label.'),
  operator: t.string('In, NotIn, Exists or DoesNotExist.'),
  values: t.optional(
    t.array(
      'Values to compare with; for In and NotIn only.',
      t.string('A value.'),
      { listType: 'atomic' },
    ),
  ),
});

/** Fields of a label selector; all of its conditions must hold. */
export const labelSelectorFields = {
  matchExpressions: t.optional(
    t.array('Conditions on labels, all of which must hold.', requirement, {
      listType: 'atomic',
    }),
  ),
  matchLabels: t.optional(matchLabels),
} as const;

/** Schema of a Kubernetes label selector. */
export function labelSelector(doc: string) {
  return t.object(doc, labelSelectorFields, { mapType: 'atomic' });
}

/** Schema of `accessFrom`: which other namespaces may refer to the object. */
export const accessFrom = t.object(
  'Which other namespaces may refer to this object.',
  {
    namespaceSelectors: t.array(
      'Namespaces that may; one match is enough.',
      t.object('Labels of a namespace; none match every namespace.', {
        matchLabels: t.optional(matchLabels),
      }),
    ),
  },
);

/** Schema of a selector of rendered objects, as kustomize has it. */
export function objectSelector(doc: string) {
  return t.object(doc, {
    annotationSelector: t.optional(
      t.string('Label-selector expression over the annotations.'),
    ),
    group: t.optional(t.string('API group, as a whole-string regexp.')),
    kind: t.optional(t.string('Kind, as a whole-string regexp.')),
    labelSelector: t.optional(
      t.string('Label-selector expression over the labels.'),
    ),
    name: t.optional(t.string('Name, as a whole-string regexp.')),
    namespace: t.optional(t.string('Namespace, as a whole-string regexp.')),
    version: t.optional(t.string('API version, as a whole-string regexp.')),
  });
}
