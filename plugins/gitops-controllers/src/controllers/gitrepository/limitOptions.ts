import { DEFAULT_LIMITS } from '@backstage-gitops/git';
import { option } from '../../host/options/schema';

/** Options that bound what a repository may hold; Flux has none of them. */
export const limitOptions = {
  packBytes: option.integer({
    flag: 'git-max-pack-size',
    doc: 'Bytes that the transfer of a commit may take.',
    default: DEFAULT_LIMITS.packBytes,
    min: 1,
  }),
  refBytes: option.integer({
    flag: 'git-max-refs-size',
    doc: 'Bytes that the list of references may take.',
    default: DEFAULT_LIMITS.refBytes,
    min: 1,
  }),
  fileBytes: option.integer({
    flag: 'git-max-file-size',
    doc: 'Bytes of one file of a commit.',
    default: DEFAULT_LIMITS.fileBytes,
    min: 1,
  }),
  totalBytes: option.integer({
    flag: 'git-max-tree-size',
    doc: 'Bytes of all files of a commit.',
    default: DEFAULT_LIMITS.totalBytes,
    min: 1,
  }),
  files: option.integer({
    flag: 'git-max-files',
    doc: 'Number of files of a commit.',
    default: DEFAULT_LIMITS.files,
    min: 1,
  }),
};
