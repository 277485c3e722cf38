import { option } from '../../host/options/schema';

const MAX_INDEX_BYTES = 50 * 1024 ** 2;

/** Bound on the index of a repository. */
export const helmIndexMaxSize = option.integer({
  flag: 'helm-index-max-size',
  doc: 'Bytes that the index of a Helm repository may have.',
  default: MAX_INDEX_BYTES,
  min: 1,
});
