import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import { readFile } from 'fs/promises';
import { basename, dirname, join } from 'path';
import { pipeline } from 'stream/promises';
import { Readable, Writable } from 'stream';
import type { WorkerPool } from '../../worker/WorkerPool';
import type {
  ArtifactOwner,
  ArtifactStore,
  OpenedFile,
  PutRequest,
  StoredFile,
} from '../ArtifactStore';
import { algorithmOf, digestMismatch, DigestStream } from '../digest';
import { ArtifactError } from '../errors';
import { filesPastRetention } from '../retention';
import type { Retention } from '../retention';
import { directoryOf, filePathOf, partsOfPath } from '../storePath';
import { toArtifact } from '../toArtifact';
import { WorkArea } from '../WorkArea';
import { writeContent } from '../writeContent';

interface Entry {
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Artifacts as keys and bytes, as an object store has them: it proves that the
 * contract needs neither directories nor local paths.
 */
export class MemoryArtifactStore implements ArtifactStore {
  readonly entries = new Map<string, Entry>();
  /** Keys of files by the keys of their links. */
  readonly links = new Map<string, string>();
  readonly workArea: WorkArea;

  constructor(
    private readonly options: {
      readonly workDirectory: string;
      readonly workers: WorkerPool;
      readonly baseUrl: () => string;
      readonly retention: Retention;
      readonly now: () => number;
    },
  ) {
    this.workArea = new WorkArea(options.workDirectory);
  }

  urlOf(path: string): string {
    return `${this.options.baseUrl()}/${path}`;
  }

  async put(request: PutRequest): Promise<Artifact> {
    const { owner, fileName, content, signal } = request;
    const path = filePathOf(owner, fileName);
    const written = await this.workArea.use(async directory => {
      const file = join(directory, 'content');
      const result = await writeContent(content, {
        ...{ file, signal, workers: this.options.workers },
        namespace: owner.namespace,
        algorithm: 'sha256',
      });
      const modifiedMs = this.options.now();
      this.entries.set(path, { bytes: await readFile(file), modifiedMs });
      return result;
    });
    const nowMs = this.options.now();
    const url = this.urlOf(path);
    return toArtifact(request, { path, url, nowMs, ...written });
  }

  async link({ path }: Pick<Artifact, 'path'>, name: string) {
    const link = `${dirname(path)}/${name}`;
    this.links.set(partsOfPath(link).join('/'), path);
    return link;
  }

  async open(path: string): Promise<OpenedFile> {
    const found = this.#find(path);
    if (!found) throw new ArtifactError('not-found', `no ${path}`);
    const { bytes, modifiedMs } = found;
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / CHUNK_BYTES) },
      (_, index) =>
        bytes.subarray(index * CHUNK_BYTES).subarray(0, CHUNK_BYTES),
    );
    const stream = Readable.from(chunks, { objectMode: false });
    return { kind: 'file', sizeBytes: bytes.length, modifiedMs, stream };
  }

  async stat(path: string): Promise<StoredFile | undefined> {
    const key = partsOfPath(path).join('/');
    const found = this.#find(path);
    if (found) {
      const { bytes, modifiedMs } = found;
      return { kind: 'file', sizeBytes: bytes.length, modifiedMs };
    }
    const isDirectory = this.#keysBelow(key).length > 0;
    return isDirectory
      ? { kind: 'directory', sizeBytes: 0, modifiedMs: 0 }
      : undefined;
  }

  async list(path: string): Promise<readonly string[]> {
    const names = this.#keysBelow(partsOfPath(path).join('/')).map(rest =>
      rest.replace(/\/.*/, '/'),
    );
    if (names.length === 0) throw new ArtifactError('not-found', `no ${path}`);
    return [...new Set(names)].sort();
  }

  async verify({ path, digest }: Pick<Artifact, 'path' | 'digest'>) {
    const { stream } = await this.open(path);
    const hashing = new DigestStream(algorithmOf(digest));
    const drop = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(stream, hashing, drop);
    if (hashing.digest !== digest) throw digestMismatch(digest);
  }

  async remove(path: string): Promise<void> {
    this.entries.delete(partsOfPath(path).join('/'));
  }

  async collect(owner: ArtifactOwner, current: Pick<Artifact, 'path'>) {
    const directory = directoryOf(owner);
    const files = this.#keysBelow(directory).map(name => ({
      name,
      modifiedMs: this.entries.get(`${directory}/${name}`)?.modifiedMs ?? 0,
    }));
    const { retention, now } = this.options;
    const names = filesPastRetention(
      files,
      basename(current.path),
      retention,
      now(),
    );
    for (const name of names) this.entries.delete(`${directory}/${name}`);
    return names;
  }

  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    const directory = directoryOf(owner);
    const names = this.#keysBelow(directory);
    for (const name of names) this.entries.delete(`${directory}/${name}`);
    return names.length > 0;
  }

  #find(path: string): Entry | undefined {
    const key = partsOfPath(path).join('/');
    return this.entries.get(this.links.get(key) ?? key);
  }

  /** Keys in a directory, without its name. */
  #keysBelow(directory: string): string[] {
    const prefix = directory === '' ? '' : `${directory}/`;
    return [...this.entries.keys()]
      .filter(key => key.startsWith(prefix))
      .map(key => key.slice(prefix.length));
  }
}
