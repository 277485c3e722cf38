import { readIndex } from '@backstage-gitops/helm';
import { readFileSync } from 'fs';
import { join } from 'path';
import { convertIndex } from '../../../src/controllers/helmrepository/convertIndex';
import { makeLookupTask } from '../../../src/controllers/helmchart/makeLookupTask';

/** As the index of a HelmRepository, stored and then asked for a version. */
export async function readHelmIndex(directory: string): Promise<void> {
  const file = join(directory, 'index.yaml');
  const target = join(directory, 'out/index.json');
  await convertIndex({ file, target });
  const names = readIndex(readFileSync(target, 'utf8')).entries?.size ?? 0;
  await makeLookupTask({ file: target });
  if (names < 0) throw new Error('no index');
}
