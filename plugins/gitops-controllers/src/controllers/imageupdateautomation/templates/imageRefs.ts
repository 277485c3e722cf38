import {
  GoMap,
  GoObject,
  GoSlice,
  goFunction,
} from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import { parseReference } from '@backstage-gitops/oci';
import type { PolicyImage, ValueChange } from '../setters';
import {
  goMapByObject,
  goMethod,
  goNamespacedName,
  goStruct,
} from './goValues';
import { allChanges } from './results';
import type { FileChanges, PlainChange } from './results';
import { MessageTypes } from './types';

/** Images by `namespace:policy`. */
type Images = ReadonlyMap<string, PolicyImage>;

function imagesOf(
  changes: readonly PlainChange[],
  images: Images,
): PolicyImage[] {
  const found = changes.map(({ setter }) =>
    images.get(setter.split(':', 2).join(':')),
  );
  return [...new Set(found)].filter(image => image !== undefined);
}

/** `update.ImageRef`: the image that a policy has put in place of another. */
function goImageRef({ namespace, policy, name, tag, digest }: PolicyImage) {
  const image = `${name}:${tag}${digest ? `@${digest}` : ''}`;
  const { registry, repository } = parseReference(image);
  const identifier = digest || tag;
  const host = registry === 'docker.io' ? 'index.docker.io' : registry;
  const separator = digest ? '@' : ':';
  const values = {
    String: image,
    Identifier: identifier,
    NewTag: tag,
    Repository: repository,
    Registry: host,
    Name: `${host}/${repository}${separator}${identifier}`,
    Policy: goNamespacedName(namespace, policy),
  };
  return new GoObject({
    type: MessageTypes.imageRef,
    methods: Object.fromEntries(
      Object.entries(values).map(([method, value]) => [
        method,
        goFunction('', () => value),
      ]),
    ),
    string: () => image,
  });
}

/**
 * What templates of the earlier generation have as `.Updated`: the images by
 * file and object, and each of them once.
 */
export function goImageResult(
  files: FileChanges,
  policyImages: readonly PolicyImage[],
): GoObject {
  const images = new Map(
    policyImages.map(image => [`${image.namespace}:${image.policy}`, image]),
  );
  const toRefs = (changes: readonly PlainChange[]): GoValue =>
    new GoSlice(
      MessageTypes.imageRefs,
      imagesOf(changes, images).map(goImageRef),
    );
  const byObject = (changes: readonly ValueChange[]) =>
    goMapByObject(MessageTypes.imagesByObject, changes, toRefs);
  const toFile = (changes: readonly ValueChange[]) =>
    goStruct(MessageTypes.fileResult, { Objects: byObject(changes) });
  return new GoObject({
    type: MessageTypes.imageResult,
    fields: new Map([
      [
        'Files',
        new GoMap(
          MessageTypes.fileResults,
          [...files].map(([path, changes]) => [path, toFile(changes)] as const),
        ),
      ],
    ]),
    methods: {
      Objects: goMethod(() => byObject(allChanges(files))),
      Images: goMethod(() => toRefs(allChanges(files))),
    },
  });
}
