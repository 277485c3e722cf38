import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInlinePool } from '../../worker/__testUtils__/createInlinePool';
import { testArtifactStore } from '../ArtifactStore.cases';
import { MemoryArtifactStore } from './MemoryArtifactStore';

testArtifactStore('MemoryArtifactStore', async settings => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'gitops-memory-'));
  const store = new MemoryArtifactStore({
    ...settings,
    workDirectory,
    workers: createInlinePool(),
    baseUrl: () => 'http://store.example',
  });
  return {
    store,
    async damage(path, bytes) {
      store.entries.set(path, { bytes, modifiedMs: settings.now() });
    },
    async close() {
      rmSync(workDirectory, { recursive: true, force: true });
    },
  };
});
