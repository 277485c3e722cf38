import { t } from '../schema';

/** Schema of a container image that a policy has chosen. */
export function imageReference(doc: string) {
  return t.object(doc, {
    digest: t.optional(t.string('Digest of the image: `sha256:<hex>`.')),
    name: t.string('Name of the image without tag.'),
    tag: t.string('Tag of the image.'),
  });
}
