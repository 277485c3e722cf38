import { checkoutCommit } from '@backstage-gitops/git';
import { archiveDirectory } from '../artifacts/archive/archiveDirectory';
import { digestFile } from '../artifacts/digest';
import { unpackTo } from '../artifacts/archive/unpackTo';
import { makeImage, measureImage } from '../artifacts/image/makeImage';
import { convertIndex } from '../controllers/helmrepository/convertIndex';
import { runBuildTask } from '../controllers/kustomization/build/runBuildTask';

/** The CPU work that runs apart from the event loop, by name. */
export const TASKS = {
  archive: archiveDirectory,
  build: runBuildTask,
  checkout: checkoutCommit,
  convertIndex,
  digest: digestFile,
  makeImage,
  measureImage,
  unpack: unpackTo,
} as const;

/** Name of a task. */
export type TaskName = keyof typeof TASKS;

/** What a task is given: plain data. */
export type TaskInput<Name extends TaskName> = Parameters<
  (typeof TASKS)[Name]
>[0];

/** What a task gives: plain data. */
export type TaskOutput<Name extends TaskName> = Awaited<
  ReturnType<(typeof TASKS)[Name]>
>;
