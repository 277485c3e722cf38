import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { WorkerPool } from '../../worker/WorkerPool';
import { testArtifactStore } from '../ArtifactStore.cases';
import { S3ArtifactStore } from './S3ArtifactStore';
import { S3Bucket } from './S3Bucket';
import { S3Server } from './__testUtils__/S3Server';

const workers = new WorkerPool({ threads: 0 });
const baseUrl = () => 'http://store.example';
const newDirectory = () => mkdtempSync(join(tmpdir(), 'gitops-s3-'));

testArtifactStore('S3ArtifactStore', async settings => {
  const server = await S3Server.start();
  const workDirectory = newDirectory();
  const { accessKeyId, secretAccessKey, bucket: name, endpoint } = server;
  const bucket = await S3Bucket.open({
    ...{ bucket: name, endpoint, prefix: 'gitops/test' },
    credentials: { accessKeyId, secretAccessKey },
  });
  return {
    store: new S3ArtifactStore({
      ...{ ...settings, bucket, workDirectory, workers, baseUrl },
    }),
    async damage(path, bytes) {
      server.overwrite(`gitops/test/${path}`, bytes);
    },
    async close() {
      bucket.close();
      await server.stop();
      rmSync(workDirectory, { recursive: true, force: true });
    },
  };
});
