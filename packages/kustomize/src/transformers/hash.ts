import { NEEDS_HASH } from '../resources/annotations';
import { contentHash } from '../generators/contentHash';
import type { Transformer } from './transformer';

/** Puts a hash of the content behind the names of generated objects. */
export const hashTransformer: Transformer = map => {
  for (const resource of map.resources) {
    if (!resource.isEnabled(NEEDS_HASH)) continue;
    const hash = contentHash(resource.node);
    resource.rememberId();
    resource.setName(`${resource.name}-${hash}`);
  }
};
