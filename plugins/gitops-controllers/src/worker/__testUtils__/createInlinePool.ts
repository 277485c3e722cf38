import {
  checkoutCommit,
  decryptPrivateKey,
  listBlobs,
  readTransferredCommit,
} from '@backstage-gitops/git';
import { archiveCommit } from '../../artifacts/archive/archiveCommit';
import { archiveDirectory } from '../../artifacts/archive/archiveDirectory';
import { unpackTo } from '../../artifacts/archive/unpackTo';
import { digestFile } from '../../artifacts/digest';
import { makeImage, measureImage } from '../../artifacts/image/makeImage';
import { buildLocalChart } from '../../controllers/helmchart/build/buildLocalChart';
import { buildRemoteChart } from '../../controllers/helmchart/build/buildRemoteChart';
import { makeLookupTask } from '../../controllers/helmchart/makeLookupTask';
import { loadChartTask } from '../../controllers/helmrelease/chart/loadChartTask';
import { mergeValuesTask } from '../../controllers/helmrelease/values/mergeValuesTask';
import { convertIndex } from '../../controllers/helmrepository/convertIndex';
import { parseManifestTask } from '../../controllers/helmrelease/manifest/parseManifestTask';
import { readManifestTask } from '../../controllers/helmrelease/manifest/readManifestTask';
import { renderTask } from '../../controllers/helmrelease/render/renderTask';
import { runBuildTask } from '../../controllers/kustomization/build/runBuildTask';
import { decodeKubeConfig } from '../../target/decodeKubeConfig';
import type { TASKS } from '../loadTask';
import { WorkerPool } from '../WorkerPool';

/** The tasks as they are imported here: jest runs no import(). */
const IMPORTED = {
  archive: async () => archiveDirectory,
  archiveCommit: async () => archiveCommit,
  build: async () => runBuildTask,
  buildLocalChart: async () => buildLocalChart,
  buildRemoteChart: async () => buildRemoteChart,
  checkout: async () => checkoutCommit,
  convertIndex: async () => convertIndex,
  decodeKubeConfig: async () => decodeKubeConfig,
  decryptPrivateKey: async () => decryptPrivateKey,
  digest: async () => digestFile,
  listBlobs: async () => listBlobs,
  loadChart: async () => loadChartTask,
  makeImage: async () => makeImage,
  makeLookup: async () => makeLookupTask,
  measureImage: async () => measureImage,
  mergeValues: async () => mergeValuesTask,
  readCommit: async () => readTransferredCommit,
  parseManifest: async () => parseManifestTask,
  readManifest: async () => readManifestTask,
  renderChart: async () => renderTask,
  unpack: async () => unpackTo,
} satisfies typeof TASKS;

/** A pool that runs tasks in the calling thread. */
export const createInlinePool = () =>
  new WorkerPool({ threads: 0, tasks: IMPORTED });
