// A process that stores artifacts without end, and what has to be true of a
// store when it was killed. Bundled by killRounds.mjs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DiskArtifactStore,
  S3ArtifactStore,
  S3Bucket,
} from '../../src/artifacts';
import type {
  ArtifactStore,
  PutContent,
  S3Settings,
} from '../../src/artifacts';
import { WorkerPool } from '../../src/worker/WorkerPool';

/** Which store, for both processes. Plain data. */
export interface RoundSettings {
  /** Of a store on disk; of the work area of another. */
  readonly directory: string;
  /** Undefined: on disk. */
  readonly bucket?: S3Settings;
}

const OWNERS = [1, 2, 3].map(number => ({
  kind: 'GitRepository',
  namespace: 'apps',
  name: `web-${number}`,
}));
const LINK = 'latest.tar.gz';
const CHUNK_BYTES = 64 * 1024;
const MAX_CHUNKS = 48;

/** Bytes that the name of a file stands for: up to 3 MiB, in pieces. */
function* bytesOf(name: string): Generator<Buffer> {
  const seed = createHash('sha256').update(name).digest();
  const count = 1 + (seed[0] % MAX_CHUNKS);
  for (let index = 0; index < count; index++) {
    yield Buffer.alloc(
      CHUNK_BYTES,
      createHash('sha256').update(`${name} ${index}`).digest(),
    );
  }
}

/** Content of a file by its name: every third one is a folder to archive. */
function contentOf(name: string, directory: string): PutContent {
  if (Number.parseInt(name, 10) % 3 !== 0) {
    return { stream: Readable.from(bytesOf(name), { objectMode: false }) };
  }
  const tree = join(directory, `tree-${name}`);
  mkdirSync(tree, { recursive: true });
  let index = 0;
  for (const bytes of bytesOf(name))
    writeFileSync(join(tree, `${index++}`), bytes);
  return { directory: tree };
}

/** A store of either kind; `close` ends its connections. */
export async function openStore({
  directory,
  bucket: settings,
}: RoundSettings) {
  const workers = new WorkerPool({ threads: 0 });
  const common = {
    workers,
    baseUrl: () => 'http://store',
    retention: { ttlMs: 300, records: 3 },
  };
  if (!settings) {
    return {
      store: new DiskArtifactStore({ ...common, root: directory }),
      close() {},
    };
  }
  const bucket = await S3Bucket.open(settings);
  const workDirectory = join(directory, '.gitops', 'work');
  return {
    store: new S3ArtifactStore({ ...common, bucket, workDirectory }),
    close: () => bucket.close(),
  };
}

/**
 * Stores, links, collects and replaces until it is killed. Prints a line of JSON
 * for each artifact once it is stored and linked.
 * @param first - number of the first file
 */
export async function storeForever(
  settings: RoundSettings,
  first: number,
  scratch: string,
): Promise<void> {
  const { store } = await openStore(settings);
  await store.workArea.clear();
  process.stdout.write('ready\n');
  for (let number = first; ; number++) {
    const owner = OWNERS[number % OWNERS.length];
    const fileName = `${number}.tar.gz`;
    const artifact = await store.put({
      ...{ owner, fileName, revision: `main@sha1:${number}` },
      content: contentOf(fileName, scratch),
    });
    await store.link(artifact, LINK);
    process.stdout.write(`${JSON.stringify(artifact)}\n`);
    await store.collect(owner, artifact);
    if (number % 7 === 0) await store.remove(artifact.path);
  }
}

/** What a process said of an artifact. */
interface Stored {
  readonly path: string;
  readonly digest: string;
}

async function digestOf(name: string, scratch: string): Promise<string> {
  const root = join(scratch, 'reference');
  const workers = new WorkerPool({ threads: 0 });
  const reference = new DiskArtifactStore({ root, workers, baseUrl: () => '' });
  const { digest } = await reference.put({
    ...{ owner: OWNERS[0], fileName: name, revision: '' },
    content: contentOf(name, scratch),
  });
  await reference.removeAll(OWNERS[0]);
  return digest;
}

async function checkOwner(
  store: ArtifactStore,
  directory: string,
  last: Stored | undefined,
  scratch: string,
): Promise<string[]> {
  const problems: string[] = [];
  const names = await store.list(directory).catch(() => [] as string[]);
  const files = names.filter(name => !name.endsWith('.lock') && name !== LINK);
  for (const name of files) {
    const path = `${directory}/${name}`;
    const digest = await digestOf(name, scratch);
    await store.verify({ path, digest }).catch(error => {
      problems.push(`${path} is not whole: ${error.message}`);
    });
  }
  const locks = names.filter(name => name.endsWith('.lock'));
  for (const lock of locks) {
    if (!files.includes(basename(lock, '.lock')))
      problems.push(`${directory}/${lock} is left over`);
  }
  const number = last ? Number.parseInt(basename(last.path), 10) : 0;
  if (last && number % 7 !== 0) {
    await store.verify(last).catch(error => {
      problems.push(
        `${last.path}, which was stored, is lost: ${error.message}`,
      );
    });
    if (!(await store.stat(`${directory}/${LINK}`)))
      problems.push(`${directory} has no link`);
  }
  return problems;
}

/**
 * Looks at a store as the next process finds it.
 * @param stored - what the killed process had printed, the last of each object
 * @returns what is wrong
 */
export async function checkStore(
  settings: RoundSettings,
  stored: readonly Stored[],
  scratch: string,
): Promise<string[]> {
  const { store, close } = await openStore(settings);
  await store.workArea.clear();
  const problems: string[] = [];
  for (const { kind, namespace, name } of OWNERS) {
    const directory = `${kind.toLowerCase()}/${namespace}/${name}`;
    const last = stored
      .filter(({ path }) => path.startsWith(`${directory}/`))
      .at(-1);
    problems.push(...(await checkOwner(store, directory, last, scratch)));
  }
  const work = join(settings.directory, '.gitops', 'work');
  if (existsSync(work))
    problems.push(`left in the work area: ${readdirSync(work)}`);
  close();
  return problems;
}

if (process.argv[2] === 'store') {
  const [, , , settings, first, scratch] = process.argv;
  void storeForever(JSON.parse(settings), Number(first), scratch);
}
