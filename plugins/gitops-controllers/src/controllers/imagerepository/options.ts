import { concurrentOption } from '../../host/module';
import { option } from '../../host/options/schema';

/** More than any registry holds: bounds the memory of a scan to some 200 MB. */
const MAX_TAGS = 1_000_000;
/** A registry without pages sends all tags at once. */
const MAX_PAGE_BYTES = 32 * 1024 ** 2;

/** Options of the ImageRepository controller alone; Flux has no limits. */
export const IMAGE_REPOSITORY_OPTIONS = {
  concurrent: concurrentOption(4),
  imageMaxTags: option.integer({
    flag: 'image-max-tags',
    doc: 'Number of tags of an image.',
    default: MAX_TAGS,
    min: 1,
  }),
  imageMaxPageSize: option.integer({
    flag: 'image-max-page-size',
    doc: 'Bytes of a page of tags.',
    default: MAX_PAGE_BYTES,
    min: 1,
  }),
};
