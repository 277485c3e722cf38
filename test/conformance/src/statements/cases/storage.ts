import { createHash } from 'crypto';
import { readdir, rm, stat, writeFile } from 'fs/promises';
import { dirname } from 'path';
import type { ApiObject } from '../../Api';
import { configMap } from '../../gitopsRun';
import { expectEqual } from '../../expect';
import { download, stored } from '../artifactOf';
import type { Bench } from '../Bench';
import { conditionsOf, countOf, readyOf } from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': configMap('a', 'one') };
const SOURCE = 'GitRepository';

/** Place of its artifact in the storage directory of the controllers. */
const fileOf = (bench: Bench, { status }: ApiObject) =>
  `${bench.storage}/${status.artifact.path}`;

/** Everything of the artifact but when it was stored. */
const identityOf = ({ status }: ApiObject) => {
  const { lastUpdateTime, ...rest } = status.artifact;
  return rest;
};

/** The source again as it was, after its stored bytes were lost. */
async function expectRebuilt(bench: Bench, before: ApiObject) {
  const after = await bench.request(SOURCE, 'app');
  expectEqual(identityOf(after), identityOf(before), 'artifact');
  const { digest, revision } = after.status.artifact;
  const hash = createHash('sha256').update(await download(after));
  expectEqual(`sha256:${hash.digest('hex')}`, digest, 'served bytes');
  expectEqual(conditionsOf(after), stored(revision), 'conditions');
  const events = await bench.listEvents('app', SOURCE);
  expectEqual(countOf(events, 'stored artifact for commit'), 1, 'NewArtifact');
}

/** How artifacts lie in the store, and what happens when they are lost. */
export const storageStatements: readonly Statement[] = [
  {
    name: 'SC-2 an empty lock lies beside each file, and nothing else',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      const file = fileOf(bench, await bench.ready(SOURCE));
      const name = file.split('/').pop();
      expectEqual(
        (await readdir(dirname(file))).sort(),
        [name, `${name}.lock`],
        'files',
      );
      expectEqual((await stat(`${file}.lock`)).size, 0, 'bytes of the lock');
    },
  },
  {
    name: 'SC-13 DB-8 a lost artifact is stored again, without another event',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      const before = await bench.ready(SOURCE);
      await rm(fileOf(bench, before));
      await expectRebuilt(bench, before);
    },
  },
  {
    name: 'SC-13 DB-8 a damaged artifact is named in a Warning and stored again',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      const before = await bench.ready(SOURCE);
      await writeFile(fileOf(bench, before), 'damaged');
      await expectRebuilt(bench, before);
      const { digest } = before.status.artifact;
      const events = await bench.events('computed digest', 'app', SOURCE);
      expectEqual(
        events
          .filter(({ type }) => type === 'Warning')
          .map(({ reason, message }) => [reason, message]),
        [
          [
            'ArtifactVerificationFailed',
            `failed to verify integrity of artifact: computed digest doesn't match '${digest}'`,
          ],
        ],
        'Warnings',
      );
    },
  },
  {
    name: 'SC-4 DB-8 a consumer of a lost artifact waits for the source, and goes on once it is there',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      const source = await bench.ready(SOURCE);
      await rm(fileOf(bench, source));
      await bench.app('app', { retryInterval: '1s' });
      const waiting = await bench.until('Kustomization', 'app', object =>
        String(readyOf(object)?.message).includes('artifact not found'),
      );
      expectEqual(readyOf(waiting)?.status, 'False', 'Ready');
      await bench.request(SOURCE, 'app');
      await bench.ready();
      await bench.get('ConfigMap', 'a');
    },
  },
];
