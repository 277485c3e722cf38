import { t } from '../schema';
import { objectSelector } from './selectors';

/** Schema of a kustomize patch. */
export const patch = t.object('A change to built objects.', {
  patch: t.string(
    'A strategic-merge patch or a list of JSON patch operations, as YAML.',
  ),
  target: t.optional(
    objectSelector(
      'The objects to change; needed for JSON patches, taken from the patch otherwise.',
    ),
  ),
});

/** Schema of a replacement of a container image. */
export const image = t.object('A container image to replace.', {
  digest: t.optional(t.string('New digest; wins over newTag.')),
  name: t.string('Image name without tag, as the manifests have it.'),
  newName: t.optional(t.string('New image name.')),
  newTag: t.optional(t.string('New tag.')),
});

/** Schema of labels and annotations for every object of a set. */
export function commonMetadata(doc: string) {
  return t.object(doc, {
    annotations: t.optional(
      t.map('Annotations to add or replace.', t.string('')),
    ),
    labels: t.optional(t.map('Labels to add or replace.', t.string(''))),
  });
}

/** Schema of fields that appliers leave to other managers. */
export const ignoreRule = t.object('Fields to leave to others.', {
  paths: t.array(
    'JSON pointers of the fields that are neither written nor compared.',
    t.string(''),
  ),
  target: t.optional(
    objectSelector('The objects that the rule is for; all of them by default.'),
  ),
});
