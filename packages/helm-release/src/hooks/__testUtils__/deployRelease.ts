import type { Release } from '../../release/release';
import { buildResources } from '../../resources/buildResources';
import { setOwnership } from '../../resources/ownership';
import { updateResources } from '../../resources/updateResources';
import type { TestNamespace } from './startTestCluster';

/** Stores a revision and brings its objects onto the cluster. */
export async function deployRelease(
  { context, name, storage }: TestNamespace,
  release: Release,
): Promise<Release> {
  const stored = { ...release, namespace: name };
  await storage.create(stored);
  const objects = await buildResources(context, release.manifest, name);
  await updateResources(context, [], setOwnership(objects, stored), {
    serverSideApply: release.applyMethod === 'ssa',
  });
  return stored;
}
