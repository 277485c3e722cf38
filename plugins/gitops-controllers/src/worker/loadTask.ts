/** A CommonJS module comes as `default`, unless Node.js finds its names. */
async function load<Module extends object>(
  module: Promise<Module>,
): Promise<Module> {
  const loaded: Module & { readonly default?: Module } = await module;
  return loaded.default ?? loaded;
}

/**
 * Loads the CPU work that runs apart from the event loop, by name. A thread
 * loads the code of a task with the first one that it runs: that of all tasks
 * takes 30 MB.
 */
export const TASKS = {
  archive: async () =>
    (await load(import('../artifacts/archive/archiveDirectory')))
      .archiveDirectory,
  archiveCommit: async () =>
    (await load(import('../artifacts/archive/archiveCommit'))).archiveCommit,
  build: async () =>
    (await load(import('../controllers/kustomization/build/runBuildTask')))
      .runBuildTask,
  buildLocalChart: async () =>
    (await load(import('../controllers/helmchart/build/buildLocalChart')))
      .buildLocalChart,
  buildRemoteChart: async () =>
    (await load(import('../controllers/helmchart/build/buildRemoteChart')))
      .buildRemoteChart,
  checkout: async () =>
    (await load(import('@backstage-gitops/git'))).checkoutCommit,
  convertIndex: async () =>
    (await load(import('../controllers/helmrepository/convertIndex')))
      .convertIndex,
  decodeKubeConfig: async () =>
    (await load(import('../target/decodeKubeConfig'))).decodeKubeConfig,
  decryptPrivateKey: async () =>
    (await load(import('@backstage-gitops/git'))).decryptPrivateKey,
  digest: async () => (await load(import('../artifacts/digest'))).digestFile,
  listBlobs: async () =>
    (await load(import('@backstage-gitops/git'))).listBlobs,
  loadChart: async () =>
    (await load(import('../controllers/helmrelease/chart/loadChartTask')))
      .loadChartTask,
  makeImage: async () =>
    (await load(import('../artifacts/image/makeImage'))).makeImage,
  makeLookup: async () =>
    (await load(import('../controllers/helmchart/makeLookupTask')))
      .makeLookupTask,
  measureImage: async () =>
    (await load(import('../artifacts/image/makeImage'))).measureImage,
  mergeValues: async () =>
    (await load(import('../controllers/helmrelease/values/mergeValuesTask')))
      .mergeValuesTask,
  parseManifest: async () =>
    (
      await load(
        import('../controllers/helmrelease/manifest/parseManifestTask'),
      )
    ).parseManifestTask,
  readCommit: async () =>
    (await load(import('@backstage-gitops/git'))).readTransferredCommit,
  readManifest: async () =>
    (await load(import('../controllers/helmrelease/manifest/readManifestTask')))
      .readManifestTask,
  renderChart: async () =>
    (await load(import('../controllers/helmrelease/render/renderTask')))
      .renderTask,
  unpack: async () =>
    (await load(import('../artifacts/archive/unpackTo'))).unpackTo,
} as const;

/** Name of a task. */
export type TaskName = keyof typeof TASKS;

type Task<Name extends TaskName> = Awaited<ReturnType<(typeof TASKS)[Name]>>;

/** What a task is given: plain data. */
export type TaskInput<Name extends TaskName> = Parameters<Task<Name>>[0];

/** What a task gives: plain data. */
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Task<Name>>>;
