import { createHash } from 'crypto';
import { gunzipSync } from 'zlib';
import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import { contentOf, download, entriesOf, stored } from '../artifactOf';
import { conditionsOf } from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': 'a: 1\n' };
const SOURCE = 'GitRepository';

/** What archives hold and how they are stored. */
export const archiveStatements: readonly Statement[] = [
  {
    name: 'SC-1 SC-2 SC-3 SC-4 SC-16 an artifact is named by its commit, served, and has the digest that it says',
    async run(bench) {
      const revision = await bench.push(FILES, 'first');
      await bench.source();
      const object = await bench.ready(SOURCE);
      const { artifact, observedGeneration } = object.status;
      const bytes = await download(object);
      const { host } = new URL(artifact.url);
      const path = `gitrepository/${bench.namespace}/app/${revision.slice(
        10,
      )}.tar.gz`;
      expectEqual(
        [artifact, observedGeneration],
        [
          {
            digest: `sha256:${createHash('sha256')
              .update(bytes)
              .digest('hex')}`,
            lastUpdateTime: artifact.lastUpdateTime,
            path,
            revision,
            size: bytes.length,
            url: `http://${host}/${path}`,
          },
          1,
        ],
        'artifact',
      );
      expectEqual(conditionsOf(object), stored(revision), 'conditions');
      const missing = await fetch(`${artifact.url}.none`);
      expectEqual(missing.status, 404, 'a file that is not there');
    },
  },
  {
    name: 'SC-7 TR-12 archives have normalised entries and equal bytes for equal trees',
    async run(bench) {
      await bench.push({
        'a/x.yaml': 'x: 1\n',
        'a-b.yaml': 'y: 1\n',
        'run.sh': '#!/bin/sh\n',
      });
      bench.git('config', 'core.symlinks', 'true');
      await bench.source();
      await bench.source('copy');
      const object = await bench.ready(SOURCE);
      const copy = await bench.ready(SOURCE, 'copy');
      expectEqual(
        copy.status.artifact.digest,
        object.status.artifact.digest,
        'digests',
      );
      const bytes = await download(object);
      expectEqual(
        [
          bytes.subarray(0, 4).toString('hex'),
          bytes.subarray(4, 8).toString('hex'),
          bytes[9],
        ],
        ['1f8b0800', '00000000', 255],
        'gzip header',
      );
      expectEqual(
        entriesOf(gunzipSync(bytes)).map(({ name, mode, type }) => [
          name,
          mode,
          type,
        ]),
        [
          ['.', '750', '5'],
          ['a', '750', '5'],
          ['a/x.yaml', '600', '0'],
          ['a-b.yaml', '600', '0'],
          ['run.sh', '700', '0'],
        ],
        'entries',
      );
    },
  },
  {
    name: 'SC-9 defaults leave out version control, pictures, archives and CI files',
    async run(bench) {
      await bench.push({
        'a.yaml': 'a: 1\n',
        '.gitignore': 'x\n',
        'pic.png': 'x',
        'x.tar.gz': 'x',
        '.github/w.yml': 'x: 1\n',
        'deep/.sops.yaml': 'x: 1\n',
        '.travis.yml': 'x: 1\n',
        'video.flv': 'x',
      });
      await bench.source();
      expectEqual(
        await contentOf(await bench.ready(SOURCE)),
        ['.', 'a.yaml', 'deep'],
        'entries',
      );
    },
  },
  {
    name: 'SC-10 TR-11 one pattern of a user drops the defaults, spec.ignore comes last, files of patterns have their folder',
    async run(bench) {
      await bench.push({
        '.gitattributes': 'x\n',
        'a.txt': 'x',
        'b.txt': 'x',
        'pic.png': 'x',
        'sub/.sourceignore': '*.txt\n',
        'sub/a.txt': 'x',
        'sub/b.yaml': 'x: 1\n',
      });
      await bench.source('app', { ignore: '!sub/a.txt\nb.txt\n' });
      await bench.source('comment', { ignore: '# nothing\n' });
      expectEqual(
        await contentOf(await bench.ready(SOURCE)),
        [
          '.',
          'a.txt',
          'pic.png',
          'sub',
          'sub/.sourceignore',
          'sub/a.txt',
          'sub/b.yaml',
        ],
        'entries',
      );
    },
  },
  {
    name: 'SC-10 an ignore without patterns keeps the defaults',
    async run(bench) {
      await bench.push({ 'a.yaml': 'a: 1\n', 'pic.png': 'x' });
      await bench.source('app', { ignore: '# nothing\n' });
      expectEqual(
        await contentOf(await bench.ready(SOURCE)),
        ['.', 'a.yaml'],
        'entries',
      );
    },
  },
  {
    name: 'SC-12 old archives go, and the folder with its object',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      const before = await bench.ready(SOURCE);
      const revision = await bench.push({ 'a.yaml': 'a: 2\n' });
      const after = await bench.ready(SOURCE, 'app', revision);
      await new Promise(done => setTimeout(done, 1200));
      await bench.request(SOURCE, 'app');
      const status = async (object: ApiObject) =>
        (await fetch(object.status.artifact.url)).status;
      await bench.events('garbage collected 1 artifacts', 'app', SOURCE);
      expectEqual(
        [await status(before), await status(after)],
        [404, 200],
        'files',
      );
      await bench.delete(SOURCE, 'app');
      await bench.untilGone(SOURCE, 'app');
      expectEqual(await status(after), 404, 'after deletion');
      await bench.events(
        'garbage collected artifacts for deleted resource',
        'app',
        SOURCE,
      );
    },
  },
];
